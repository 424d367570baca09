import { type DocumentAddress, documentName, type Entity, EventLog, type EventRecord } from '@docket/core'
import { judgeRecords } from '../../gate/judge-update.ts'
import type { GateLimits } from '../../gate/limits.ts'
import type { JudgeByRules } from '../../gate/rules-by-entity.ts'
import { DocumentRefusedError, type EventResult, type RecordOptions } from '../../hocuspocus/document-desk.ts'
import { type LedgerEvent, verdictOf } from '../../ledger/event-row.ts'
import type { KeyedEvent } from '../../ledger/idempotency-keys.ts'

export interface DryDeskOptions {
  readonly entities: ReadonlyMap<string, Entity>
  readonly rules: ReadonlyMap<string, JudgeByRules>
  readonly limits: GateLimits
  /** What a document has in the ledger. */
  stored(address: DocumentAddress): Promise<readonly LedgerEvent[]>
}

/**
 * Judges events as a `DocumentDesk` does, by the same gate, and writes nothing. It keeps all of them, since each is judged
 * after those before it: 1 to 2 KiB an event.
 */
export class DryDesk {
  readonly #options: DryDeskOptions
  readonly #logs = new Map<string, EventLog>()
  readonly #byKey = new Map<string, KeyedEvent>()

  constructor(options: DryDeskOptions) {
    this.#options = options
  }

  /** Of the keys those that were used here. */
  eventsByKey(keys: readonly string[]): [string, KeyedEvent][] {
    return keys.flatMap((key): [string, KeyedEvent][] => {
      const owner = this.#byKey.get(key)
      return owner === undefined ? [] : [[key, owner]]
    })
  }

  /** What would become of the events. */
  async record(
    address: DocumentAddress,
    events: readonly EventRecord[],
    options: RecordOptions,
  ): Promise<readonly EventResult[]> {
    const log = await this.#logOf(address)
    const breach = this.#judge(address, log, events, options)
    if (breach === undefined) return events.map((event) => resultIn(log, event))
    if (events.length < 2) return events.map(() => breach)
    return events.map((event) => this.#judge(address, log, [event], options) ?? resultIn(log, event))
  }

  /** Why nothing of them would be stored; otherwise the log has them afterwards. */
  #judge(
    { entity: name, id: entityId }: DocumentAddress,
    log: EventLog,
    events: readonly EventRecord[],
    { principal, keys }: RecordOptions,
  ): EventResult | undefined {
    const { limits, rules } = this.#options
    const { entity, state } = log
    const known = { entity, state, events: log.events, eventById: (id: string) => log.get(id)?.event }
    const judged = judgeRecords(events, Number.POSITIVE_INFINITY, known, principal, limits, rules.get(name))
    if ('kind' in judged) return { kind: 'refused', code: judged.code, reason: judged.reason }
    for (const { event, rejection } of judged) {
      if (rejection !== undefined) log.add([], [{ ref: event.id, ...rejection, at: event.at }])
      const key = keys?.get(event.id)
      if (key === undefined) continue
      const row = {
        seq: 0,
        entityType: name,
        entityId,
        event,
        recordedAtMs: 0,
        submittedBy: principal.subject,
        rejection,
      }
      this.#byKey.set(key, { eventId: event.id, event: row })
    }
    log.add(judged.map(({ event }) => event))
    return undefined
  }

  async #logOf(address: DocumentAddress): Promise<EventLog> {
    const name = documentName(address)
    const known = this.#logs.get(name)
    if (known !== undefined) return known
    const entity = this.#options.entities.get(address.entity)
    if (entity === undefined) throw new DocumentRefusedError('entity_unknown')
    const stored = await this.#options.stored(address)
    const log = new EventLog(entity)
    log.add(
      stored.map(({ event }) => event),
      stored.map(verdictOf).filter((verdict) => verdict !== undefined),
    )
    this.#logs.set(name, log)
    return log
  }
}

function resultIn(log: EventLog, { id }: EventRecord): EventResult {
  const verdict = log.verdictOf(id)
  if (verdict !== undefined) return { kind: 'rejected', code: verdict.code, reason: verdict.reason }
  return { kind: 'accepted', effect: log.get(id)?.effect ?? { kind: 'applied' } }
}
