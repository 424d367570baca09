import { isLiteralTaken } from './is-literal-taken.ts'
import { type JsonSchema, typesOf, valuesOf } from './json-schema.ts'
import { rewritingsOf } from './unseen.ts'

/** Is it plain to see that no value is taken by both? By their types, their values, or what they say of a member. */
export function areApart(before: JsonSchema, after: JsonSchema): boolean {
  if (before === true || after === true) return false
  if (before === false || after === false) return true
  // References may go round for ever, and code may make anything of anything.
  if (before.$ref !== undefined || after.$ref !== undefined) return false
  if (rewritingsOf(before) !== '' || rewritingsOf(after) !== '') return false
  const [values, others] = [valuesOf(before), valuesOf(after)]
  if (values !== undefined) return !values.some((value) => isLiteralTaken(value, after))
  if (others !== undefined) return !others.some((value) => isLiteralTaken(value, before))
  const types = typesOf(after).map(kindOf)
  if (!typesOf(before).some((type) => types.includes(kindOf(type)))) return true
  if (types.join() !== 'object') return false
  return (before.required ?? []).some((member) => {
    const [one, other] = [before.properties?.[member], after.properties?.[member]]
    return one !== undefined && other !== undefined && after.required?.includes(member) && areApart(one, other)
  })
}

function kindOf(type: string): string {
  return type === 'integer' ? 'number' : type
}
