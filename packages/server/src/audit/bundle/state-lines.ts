import type { Entity } from '@docket/core'
import type { LedgerEvent } from '../../ledger/event-row.ts'
import { asJson, explainEvents } from '../explain-events.ts'
import { jsonLine } from './line-of.ts'

/** The lines of `states.ndjson` for one document. */
export async function* stateLines(
  entity: Entity,
  id: string,
  events: AsyncIterable<LedgerEvent>,
): AsyncGenerator<string> {
  const document = { entity_type: entity.name, entity_id: id }
  let state = asJson(entity.initial)
  yield jsonLine({ ...document, initial: state })
  for await (const { entry, effect, changes, after } of explainEvents(entity, events)) {
    const reason = 'reason' in effect ? effect.reason : null
    // The record itself says that it was accepted; that it was rejected later is a record of the tenant's own.
    const isRejectedLater = effect.kind === 'rejected' && entry.rejection === undefined
    const kind = isRejectedLater ? 'no_effect' : effect.kind
    yield jsonLine({ ...document, event_id: entry.event.id, effect: kind, reason, changes })
    state = after
  }
  yield jsonLine({ ...document, state })
}
