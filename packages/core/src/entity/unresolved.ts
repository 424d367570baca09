import type { EventId } from '../clock/event-id.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'

/**
 * The rejected events that nobody has resolved. A resolution that is rejected itself settles nothing; and it needs no
 * other one.
 *
 * @param resolutions what each resolution settles
 */
export function unresolvedOf(
  verdicts: ReadonlyMap<EventId, VerdictRecord>,
  resolutions: ReadonlyMap<EventId, EventId>,
): readonly EventId[] {
  const settled = new Set([...resolutions].map(([id, ref]) => (verdicts.has(id) ? id : ref)))
  return [...verdicts.keys()].filter((id) => !settled.has(id))
}
