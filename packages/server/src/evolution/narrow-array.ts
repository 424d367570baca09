import type { JsonSchema, SchemaNode } from './json-schema.ts'
import { narrowLength } from './narrow-length.ts'
import type { Narrow, Narrowing } from './narrowing.ts'

export function narrowArray(before: SchemaNode, after: SchemaNode, path: string, narrow: Narrow): readonly Narrowing[] {
  const longest = longestOf(before)
  const found = [...narrowLength([before.minItems, longest], [after.minItems, longestOf(after)], path, 'items')]
  const named = Math.max(before.prefixItems?.length ?? 0, after.prefixItems?.length ?? 0)
  for (let index = 0; index < Math.min(named, longest); index++)
    found.push(...narrow(itemAt(before, index), itemAt(after, index), `${path}[${index}]`))
  if (longest > named) found.push(...narrow(before.items ?? true, after.items ?? true, `${path}[]`))
  return found
}

function itemAt({ prefixItems = [], items = true }: SchemaNode, index: number): JsonSchema {
  return prefixItems[index] ?? items
}

function longestOf({ maxItems = Infinity, items, prefixItems = [] }: SchemaNode): number {
  return items === false ? Math.min(maxItems, prefixItems.length) : maxItems
}
