import type { JsonSchema } from './json-schema.ts'
import type { Narrowing } from './narrowing.ts'
import { narrowings } from './narrowings.ts'

/** How a payload's schema has changed. */
export interface PayloadChange {
  /**
   * `equal` and `looser`: it takes all that it took. `stricter`: it refuses some of it. `unknown`: it may, which cannot
   * be told from the schemas.
   */
  readonly kind: 'equal' | 'looser' | 'stricter' | 'unknown'
  /** Why it is stricter, or may be. */
  readonly narrowings: readonly Narrowing[]
  /** What it takes now that it did not take: programs with the old schema refuse that. */
  readonly widenings: readonly Narrowing[]
}

export function comparePayloads(before: JsonSchema, after: JsonSchema): PayloadChange {
  const found = narrowings(before, after)
  const widenings = narrowings(after, before)
  const change = { narrowings: found, widenings }
  if (found.length === 0) return { kind: widenings.length === 0 ? 'equal' : 'looser', ...change }
  return { kind: found.some(({ isCertain }) => isCertain) ? 'stricter' : 'unknown', ...change }
}
