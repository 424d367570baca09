import { canonicalJson } from '../chain/canonical-json.ts'
import { areApart } from './are-apart.ts'
import {
  isPattern,
  type JsonSchema,
  resolveRef,
  type SchemaNode,
  takesAll,
  takesNothing,
  typesOf,
} from './json-schema.ts'
import { kinds, narrowNode } from './narrow-node.ts'
import { doubt, type Narrowing, narrowing } from './narrowing.ts'
import { NO_TEXT, refinement, rewritingsOf } from './unseen.ts'

/** Two whole schemas, and what of them is being compared already: a schema may refer to itself. */
interface Comparison {
  readonly before: JsonSchema
  readonly after: JsonSchema
  readonly open: Set<string>
}

/**
 * Why a value that `before` takes may be refused by `after`; empty when `after` takes them all. Of members that `before`
 * does not name it is assumed that no payload has them.
 */
export function narrowings(before: JsonSchema, after: JsonSchema): readonly Narrowing[] {
  if (isSame(before, after)) return []
  const found = narrow({ before, after, open: new Set() }, before, after, '')
  const isFirst = (one: Narrowing, index: number): boolean =>
    found.findIndex(({ path, what }) => path === one.path && what === one.what) === index
  return found.filter(isFirst)
}

function narrow(of: Comparison, before: JsonSchema, after: JsonSchema, path: string): readonly Narrowing[] {
  if (takesAll(after) || takesNothing(before)) return []
  if (takesNothing(after)) return [narrowing(path, 'takes nothing any more')]
  if (!canonicalJson(after).includes('"$ref"') && isSame(before, after)) return []
  const [old, now] = [asNode(before), asNode(after)]
  if (old.$ref !== undefined || now.$ref !== undefined) return narrowRefs(of, old, now, path)
  const rewrites = isRewrittenElsewhere(old, now) ? [] : narrowRewriting(old, now, path)
  const found = conjuncts(now).flatMap((one) =>
    fewest(conjuncts(old).map((other) => narrowConjunct(of, other, one, path))),
  )
  return [...rewrites, ...found]
}

function narrowRewriting(before: SchemaNode, after: SchemaNode, path: string): readonly Narrowing[] {
  return rewritingsOf(before) === rewritingsOf(after)
    ? []
    : [doubt(path, 'is converted by code that is new, gone or another')]
}

/** A single schema that has become one of several alternatives is compared with each of them. */
function isRewrittenElsewhere(before: SchemaNode, after: SchemaNode): boolean {
  const isUnion = ({ anyOf, oneOf }: SchemaNode): boolean => anyOf !== undefined || oneOf !== undefined
  return isUnion(after) && !isUnion(before) && rewritingsOf(after) === ''
}

/** Two whole schemas, or parts that refer to nothing outside. */
function isSame(before: JsonSchema, after: JsonSchema): boolean {
  const text = canonicalJson(after)
  return !text.includes(refinement(NO_TEXT)) && text === canonicalJson(before)
}

function asNode(schema: JsonSchema): SchemaNode {
  return typeof schema === 'boolean' ? {} : schema
}

function narrowRefs(of: Comparison, before: SchemaNode, after: SchemaNode, path: string): readonly Narrowing[] {
  const pair = canonicalJson([before, after])
  // What is being found out already holds if nothing speaks against it.
  if (of.open.has(pair)) return []
  of.open.add(pair)
  const old = before.$ref === undefined ? before : resolveRef(of.before, before.$ref)
  const now = after.$ref === undefined ? after : resolveRef(of.after, after.$ref)
  const found = narrow(of, old, now, path)
  of.open.delete(pair)
  return found
}

/** A value has to fit all of these. */
function conjuncts({ anyOf, oneOf, allOf = [], ...rest }: SchemaNode): readonly SchemaNode[] {
  const patterns = allOf.filter(isPattern)
  const own = patterns.length === 0 ? rest : { ...rest, allOf: patterns }
  const parts: SchemaNode[] = takesAll(own) ? [] : [own]
  if (anyOf !== undefined) parts.push({ anyOf })
  if (oneOf !== undefined) parts.push({ oneOf })
  for (const member of allOf) if (!isPattern(member)) parts.push(...conjuncts(asNode(member)))
  return parts.length === 0 ? [{}] : parts
}

function narrowConjunct(of: Comparison, before: SchemaNode, after: SchemaNode, path: string): readonly Narrowing[] {
  const alternatives = before.anyOf ?? before.oneOf
  if (alternatives !== undefined) return alternatives.flatMap((one) => narrow(of, one, after, path))
  if (before.$ref !== undefined || before.allOf?.some((one) => !isPattern(one))) return narrow(of, before, after, path)
  const isUnion = after.anyOf !== undefined || after.oneOf !== undefined
  if (takesAnyType(before) && after.type !== undefined)
    return [narrowing(path, `has to be ${kinds(typesOf(after))} now`)]
  const types = typesOf(before)
  if (types.length > 1 && before.enum === undefined && before.const === undefined)
    return types.flatMap((type) => narrowConjunct(of, { ...before, type }, after, path))
  if (isUnion) return narrowIntoUnion(of, before, after, path)
  return narrowNode(before, after, path, (one, other, inside) => narrow(of, one, other, inside))
}

function takesAnyType({ type, enum: values, const: value }: SchemaNode): boolean {
  return type === undefined && values === undefined && value === undefined
}

/** Of one kind of value: one alternative of the union has to take it. */
function narrowIntoUnion(of: Comparison, before: SchemaNode, after: SchemaNode, path: string): readonly Narrowing[] {
  if (before.enum !== undefined && before.enum.length > 1) {
    const { enum: values, ...rest } = before
    return values.flatMap((value) => narrowIntoUnion(of, { ...rest, const: value }, after, path))
  }
  const alternatives = after.anyOf ?? after.oneOf ?? []
  const near = alternatives.filter((one) => !areApart(before, one))
  const found = near.map((one) => narrow(of, before, one, path))
  if (!found.some((one) => one.length === 0)) {
    const [only] = found
    if (only !== undefined && found.length === 1) return only
    const isCertain = found.every((one) => one.some((each) => each.isCertain))
    return [(isCertain ? narrowing : doubt)(path, `takes ${inWords(before)} in none of its alternatives any more`)]
  }
  // Exactly one may take it.
  if (after.oneOf === undefined || near.length === 1) return []
  return [doubt(path, `may take ${inWords(before)} in more than one of its alternatives, of which only one may`)]
}

function inWords(node: SchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(' or ')
  const [type = 'a value'] = typesOf(node)
  const marks = Object.entries(node.properties ?? {}).flatMap(([name, member]) =>
    typeof member === 'object' && member.const !== undefined ? [`${name} ${JSON.stringify(member.const)}`] : [],
  )
  return `${type === 'object' || type === 'array' ? `an ${type}` : type}${marks.length > 0 ? ` with ${marks.join(', ')}` : ''}`
}

/** Of what each part gives, the least: one part that is enough is enough. */
function fewest(found: readonly (readonly Narrowing[])[]): readonly Narrowing[] {
  return found.reduce((least, one) => (one.length < least.length ? one : least))
}
