import { canonicalJson } from '../chain/canonical-json.ts'
import { type JsonSchema, type SchemaNode, takesAll, takesNothing } from './json-schema.ts'
import { narrowAbsent } from './narrow-absent.ts'
import { doubt, memberPath, type Narrow, type Narrowing, narrowing } from './narrowing.ts'

/**
 * A schema that names its members and says nothing of others took payloads of these members: that one of others might
 * have had what is a member now is no narrowing.
 */
export function narrowObject(
  before: SchemaNode,
  after: SchemaNode,
  path: string,
  narrow: Narrow,
): readonly Narrowing[] {
  const { properties = {} } = before
  const found: Narrowing[] = []
  for (const member of after.required ?? []) {
    if (before.required?.includes(member)) continue
    found.push(narrowing(memberPath(path, member), 'is required now'))
  }
  for (const member of new Set([...Object.keys(properties), ...Object.keys(after.properties ?? {})])) {
    const [old, now] = [memberOf(before, member), memberOf(after, member)]
    const inside = memberPath(path, member)
    if (!before.required?.includes(member) && !after.required?.includes(member))
      found.push(...narrowAbsent(old, now, inside))
    if (old === undefined || takesNothing(old)) continue
    if (now !== undefined && takesNothing(now))
      found.push(narrowing(inside, 'is no member any more, and no other is taken'))
    else if (now !== undefined) found.push(...narrow(old, now, inside))
  }
  return [...found, ...narrowOthers(before, after, path, narrow), ...narrowNames(before, after, path, narrow)]
}

/** What a member has to be; undefined where the schema drops it unseen. */
function memberOf({ properties = {}, additionalProperties }: SchemaNode, member: string): JsonSchema | undefined {
  return Object.hasOwn(properties, member) ? properties[member] : additionalProperties
}

/** The members that neither schema names. */
function narrowOthers(before: SchemaNode, after: SchemaNode, path: string, narrow: Narrow): readonly Narrowing[] {
  const [old, now] = [before.additionalProperties, after.additionalProperties]
  if (now === undefined || takesAll(now) || old === false) return []
  if (now === false) return [narrowing(path, 'takes no other members any more')]
  return old === undefined
    ? [narrowing(path, 'takes other members only of some kind now')]
    : narrow(old, now, memberPath(path, '*'))
}

function narrowNames(before: SchemaNode, after: SchemaNode, path: string, narrow: Narrow): readonly Narrowing[] {
  const found: Narrowing[] = []
  if (canonicalJson(before.patternProperties ?? {}) !== canonicalJson(after.patternProperties ?? {}))
    found.push(doubt(path, 'has other rules for the members whose names match a pattern'))
  if (after.propertyNames === undefined) return found
  const named: JsonSchema[] = Object.keys(before.properties ?? {}).map((name) => ({ const: name }))
  const takesOthers = (before.additionalProperties ?? false) !== false || before.patternProperties !== undefined
  const names = takesOthers ? [before.propertyNames ?? { type: 'string' }, ...named] : named
  return [...found, ...names.flatMap((name) => narrow(name, after.propertyNames ?? true, memberPath(path, '(names)')))]
}
