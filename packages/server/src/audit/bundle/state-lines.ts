import type { Effect, Entity } from '@docket/core'
import type { LedgerEvent } from '../../ledger/event-row.ts'
import { Fold } from '../fold.ts'
import type { PatchOperation } from '../verify/apply-patch.ts'
import { jsonPatch } from './json-patch.ts'
import { jsonLine } from './line-of.ts'

/** What an event did to the state, in its place in the order. */
export interface ExplainedEvent {
  readonly entry: LedgerEvent
  readonly effect: Effect
  readonly changes: readonly PatchOperation[]
  /** The states as JSON. */
  readonly before: unknown
  readonly after: unknown
}

/** @param events of one document, in the order of their ids */
export async function* explainEvents(
  entity: Entity,
  events: AsyncIterable<LedgerEvent>,
): AsyncGenerator<ExplainedEvent> {
  const fold = new Fold(entity)
  let before = asJson(fold.state)
  let state = fold.state
  for await (const entry of events) {
    const effect = fold.add(entry)
    // Whatever had no effect left the very same state.
    const after = fold.state === state ? before : asJson(fold.state)
    yield { entry, effect, changes: jsonPatch(before, after), before, after }
    state = fold.state
    before = after
  }
}

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
    yield jsonLine({ ...document, event_id: entry.event.id, effect: effect.kind, reason, changes })
    state = after
  }
  yield jsonLine({ ...document, state })
}

/** A state as the ledger keeps it. */
function asJson(state: unknown): unknown {
  return state === undefined ? null : (JSON.parse(JSON.stringify(state)) as unknown)
}
