import type { JsonSchema, SchemaNode } from './json-schema.ts'
import { narrowAbsent } from './narrow-absent.ts'
import { narrowLength } from './narrow-length.ts'
import type { Narrow, Narrowing } from './narrowing.ts'

export function narrowArray(before: SchemaNode, after: SchemaNode, path: string, narrow: Narrow): readonly Narrowing[] {
  const longest = before.maxItems ?? Infinity
  const found = [...narrowLength([before.minItems, longest], [after.minItems, after.maxItems], path, 'items')]
  const named = Math.max(before.prefixItems?.length ?? 0, after.prefixItems?.length ?? 0)
  for (let index = 0; index < Math.min(named, longest); index++)
    found.push(...narrow(itemAt(before, index), itemAt(after, index), `${path}[${index}]`))
  const always = Math.max(before.minItems ?? 0, after.minItems ?? 0)
  for (let index = always; index < (after.prefixItems?.length ?? 0); index++)
    found.push(...narrowAbsent(itemAt(before, index), itemAt(after, index), `${path}[${index}]`))
  if (longest > named) found.push(...narrow(before.items ?? true, after.items ?? true, `${path}[]`))
  return found
}

function itemAt({ prefixItems = [], items = true }: SchemaNode, index: number): JsonSchema {
  return prefixItems[index] ?? items
}
