import { referenceOf } from '../description/description.ts'
import type { Node } from '../description/place.ts'
import type { Schemas } from '../schema/schemas.ts'

/** Where a reference leads; what it is without one. */
export function followed(node: Node, { description, findings }: Schemas): Node | undefined {
  const reference = referenceOf(node)
  if (reference === undefined) return node
  const result = description.follow(reference, node.place)
  if ('node' in result) return result.node
  findings.problem('reference_missing', node.place, result.missing)
  return undefined
}
