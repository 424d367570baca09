import type { EventRecord, Reading } from '@docket/core'
import { isDevice, isReadOnly, type Principal } from '../auth/principal.ts'
import { type Rejection, rejection } from './judgement.ts'
import type { JudgeByRules } from './rules-by-entity.ts'

export interface EventQuestion {
  readonly event: EventRecord
  readonly reading: Reading
  /** The state before it, as far as it is known. */
  readonly state: unknown
  readonly principal: Principal
}

/** May this principal record this event? (GAT3.) Pure, if the rules are. */
export function judgeEvent(
  { event, reading, state, principal }: EventQuestion,
  rules?: JudgeByRules,
): Rejection | undefined {
  if (isReadOnly(principal)) return rejection('role_forbidden', 'this sign-in may only read')
  if (event.by !== principal.subject && !isDevice(principal)) {
    return rejection('actor_forbidden', 'only a device may record events for another user')
  }
  if (reading.kind === 'invalid') return rejection('payload_invalid', reading.reason)
  if (reading.kind === 'unknown' && event.type.startsWith('$')) {
    return rejection('type_reserved', 'event types that begin with "$" are Docket’s own')
  }
  return rules?.({ principal, event, state, known: reading.kind === 'known' ? reading : undefined })
}
