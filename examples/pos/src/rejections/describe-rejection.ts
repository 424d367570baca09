import type { RejectedEvent } from '@docket/core'

const REASONS: Readonly<Record<string, string>> = {
  role_forbidden: 'this till may only look, not change anything',
  actor_forbidden: 'this till may not record for whoever was signed in',
  payload_invalid: 'the server could not read it; this till may need an update',
  rule_failed: 'the server could not check it; try again, and tell whoever runs the server',
}

/** Why the server did not accept a change, for a waiter. Rules of the restaurant say it in such words themselves. */
export function describeRejection({ code, reason }: Pick<RejectedEvent, 'code' | 'reason'>): string {
  return `Not accepted: ${REASONS[code] ?? reason}.`
}
