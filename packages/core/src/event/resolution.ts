import type { JsonObject } from './json.ts'

/** Docket's own event that settles a rejected one; its `ref` is the rejected event. */
export const RESOLVED = '$resolved'

/**
 * How somebody settled a rejected event, and why: the payload of `$resolved`. The reason has at most 2,000 characters.
 */
export interface Resolution extends JsonObject {
  readonly action: 'dismissed' | 'amended'
  readonly reason: string
}

export function isResolution(payload: JsonObject): payload is Resolution {
  const { action, reason } = payload
  return (action === 'dismissed' || action === 'amended') && typeof reason === 'string' && reason.length <= 2000
}
