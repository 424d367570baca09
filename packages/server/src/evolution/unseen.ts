import { createHash } from 'node:crypto'
import type { JsonSchema, SchemaNode } from './json-schema.ts'

// What no keyword of JSON Schema tells is compared by the hash of its text.
const REFINES = 'refines '
const REWRITES = 'rewrites '

/** Of a function whose text is not to be had: it equals no other, nor itself. */
export const NO_TEXT = '?'

/** A check in code: it takes less than the keywords tell. */
export function refinement(text: string): string {
  return `${REFINES}${text === NO_TEXT ? NO_TEXT : hashOf(text)}`
}

/** What changes a value, or takes what its keywords do not tell: `z.coerce`, `z.preprocess`, `catch`, `transform` … */
export function rewriting(text: string): string {
  return `${REWRITES}${hashOf(text)}`
}

/** Those of `after` that `before` has not. */
export function newRefinements(before: SchemaNode, after: SchemaNode): readonly string[] {
  const known = before['x-docket-unseen'] ?? []
  return (after['x-docket-unseen'] ?? []).filter(
    (text) => text.startsWith(REFINES) && (text === `${REFINES}${NO_TEXT}` || !known.includes(text)),
  )
}

/** One text of all; empty where there is none. */
export function rewritingsOf(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return ''
  return (schema['x-docket-unseen'] ?? []).filter((text) => text.startsWith(REWRITES)).join('\n')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
