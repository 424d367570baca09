import type { Effect, Entity } from '@docket/core'
import type { LedgerEvent } from '../ledger/event-row.ts'
import type { Change } from './audit-event.ts'
import { Fold } from './fold.ts'
import { jsonPatch } from './json-patch.ts'
import type { PatchOperation } from './verify/apply-patch.ts'
import { isObject } from './verify/read-step.ts'

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

/** A state as the ledger keeps it. */
export function asJson(state: unknown): unknown {
  return state === undefined ? null : (JSON.parse(JSON.stringify(state)) as unknown)
}

/** A patch with the values that were there before it. */
export function changesOf(before: unknown, operations: readonly PatchOperation[]): Change[] {
  return operations.map((operation) => ({
    path: operation.path,
    ...(operation.op !== 'add' && { before: valueAt(before, operation.path) }),
    ...(operation.op !== 'remove' && { after: operation.value }),
  }))
}

function valueAt(value: unknown, path: string): unknown {
  let found = value
  for (const part of path.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(found)) found = found[Number(name)]
    else found = isObject(found) ? found[name] : undefined
  }
  return found
}
