import { child, elements, type Node } from '../description/place.ts'
import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import { type Member, type Shape, withoutNull } from '../schema/shape.ts'
import type { StateModel, SummaryModel } from './entity-model.ts'
import { fits } from './fits.ts'
import { initialOf } from './initial-of.ts'
import type { SyncedPath } from './synced-path.ts'

/** What lists show: the members that `summary:` names, or those of the state that are always there and are one value. */
export function readSummary({ sync }: SyncedPath, { object, withoutId }: StateModel, schemas: Schemas): SummaryModel {
  const given = child(sync, 'summary')
  const own = object.members.filter(({ name }) => !(withoutId && name === 'id'))
  if (given === undefined) {
    const members = own.filter((member) => !member.optional && isOneValue(member.shape, schemas))
    return { kind: 'members', members }
  }
  if (!Array.isArray(given.value)) return ownSummary(given, own, schemas)
  return { kind: 'members', members: elements(given).flatMap((node) => memberNamed(node, own, schemas)) }
}

function ownSummary(given: Node, own: readonly Member[], schemas: Schemas): SummaryModel {
  const shape = schemas.read(given)
  const object = objectOf(shape, schemas)
  if (object === undefined)
    schemas.findings.problem(
      'x_sync_invalid',
      given.place,
      'a summary is an object: write the names of members of the state, or a schema of type object',
    )
  const first = (object?.members ?? [])
    .filter(({ optional }) => !optional)
    .map((member) => {
      const before = own.find(({ name }) => name === member.name)
      return {
        name: member.name,
        isOfState: before !== undefined && !before.optional && fits(before.shape, member.shape, schemas),
        initial: initialOf(member.shape, schemas)?.value,
      }
    })
  return { kind: 'own', shape, first }
}

function memberNamed(node: Node, own: readonly Member[], { findings }: Schemas): readonly Member[] {
  const member = own.find(({ name }) => name === node.value)
  if (member !== undefined) return [member]
  findings.problem(
    'x_sync_invalid',
    node.place,
    `the state has no ${JSON.stringify(node.value)}; write one of ${own.map(({ name }) => name).join(', ')}`,
  )
  return []
}

function isOneValue(shape: Shape, schemas: Schemas): boolean {
  const found = schemas.lookUp(withoutNull(shape) ?? shape)
  return ['string', 'number', 'integer', 'boolean', 'enum'].includes(found.kind)
}
