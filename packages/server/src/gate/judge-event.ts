import type { EventRecord, Reading } from '@docket/core'
import { isDevice, isReadOnly, type Principal } from '../auth/principal.ts'
import type { Rejection } from './judgement.ts'

/** May this principal record this event? (GAT3.) Pure. */
export function judgeEvent(event: EventRecord, reading: Reading, principal: Principal): Rejection | undefined {
  if (isReadOnly(principal)) {
    return { code: 'role_forbidden', reason: 'this sign-in may only read' }
  }
  if (event.by !== principal.subject && !isDevice(principal)) {
    return { code: 'actor_forbidden', reason: 'only a device may record events for another user' }
  }
  if (reading.kind === 'invalid') return { code: 'payload_invalid', reason: reading.reason }
  if (reading.kind === 'unknown' && event.type.startsWith('$')) {
    return { code: 'type_reserved', reason: 'event types that begin with "$" are Docket’s own' }
  }
  return undefined
}
