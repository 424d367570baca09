import { canonicalJson } from '../chain/canonical-json.ts'
import type { JsonSchema } from './json-schema.ts'
import { doubt, type Narrowing } from './narrowing.ts'

/** Of a member that may be absent before and after: its code may refuse that. */
export function narrowAbsent(
  before: JsonSchema | undefined,
  after: JsonSchema | undefined,
  path: string,
): readonly Narrowing[] {
  if (after === undefined || !runsWhenAbsent(after)) return []
  if (before !== undefined && canonicalJson(before) === canonicalJson(after)) return []
  return [doubt(path, 'is checked by code also where it is absent')]
}

function runsWhenAbsent(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean' || schema['x-docket-absent'] === true) return false
  const { 'x-docket-unseen': code = [], oneOf, anyOf = [], allOf = [] } = schema
  return code.length > 0 || oneOf !== undefined || [...anyOf, ...allOf].some(runsWhenAbsent)
}
