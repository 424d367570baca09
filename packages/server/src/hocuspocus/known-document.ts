import {
  type ClockPairs,
  Clocks,
  type Entity,
  EventLog,
  type EventRecord,
  eventsOf,
  isEventRecord,
  isVerdictRecord,
  type VerdictRecord,
  verdictsOf,
} from '@docket/core'
import * as Y from 'yjs'
import type { Appended, AppendedItem } from '../gate/appended.ts'
import type { KnownDocument as Known } from '../gate/judge-update.ts'
import type { JudgedEvent } from '../gate/judgement.ts'

/**
 * What the gate knows of a document: clocks, ids and the fold, as they will be when everything judged is committed.
 * No second Y.Doc.
 */
export class KnownDocument implements Known {
  readonly log: EventLog
  readonly #clocks: Clocks
  readonly #verdictClients: Set<number>
  readonly #serverClients = new Set<number>()

  constructor(entity: Entity, doc: Y.Doc) {
    this.log = new EventLog(entity)
    this.log.add(eventsOf(doc).toArray().filter(isEventRecord), verdictsOf(doc).toArray().filter(isVerdictRecord))
    this.#clocks = new Clocks([...Y.decodeStateVector(Y.encodeStateVector(doc))])
    this.#verdictClients = verdictClientsOf(doc)
  }

  get entity(): Entity {
    return this.log.entity
  }

  get state(): unknown {
    return this.log.state
  }

  get events(): number {
    return this.log.entries.length
  }

  clockOf(client: number): number {
    return this.#clocks.clockOf(client)
  }

  isVerdictClient(client: number): boolean {
    return this.#verdictClients.has(client)
  }

  isServerClient(client: number): boolean {
    return this.#serverClients.has(client)
  }

  eventById(id: string): EventRecord | undefined {
    return this.log.get(id)?.event
  }

  /** From now on nobody but the server writes as this client. */
  reserve(client: number): void {
    this.#serverClients.add(client)
  }

  append(events: readonly JudgedEvent[], clocks: ClockPairs): void {
    for (const { event, reading } of events) this.log.append(event, reading)
    this.#clocks.cover(clocks)
  }

  /** Takes in what another server has committed. Returns the events that were new. */
  learn({ items }: Pick<Appended, 'items'>): readonly EventRecord[] {
    const values = items.flatMap((item) => (isNew(item, this.#clocks) ? (item.values ?? []) : []))
    const events = this.log.add(values.filter(isEventRecord), values.filter(isVerdictRecord))
    for (const { client, clock, length, values: records = [] } of items) {
      this.#clocks.cover([[client, clock + length]])
      if (records.some(isVerdictRecord)) this.#verdictClients.add(client)
    }
    return events
  }

  /** Before the events that they reject. */
  addVerdicts(verdicts: readonly VerdictRecord[], clients: readonly number[], clocks: ClockPairs = []): void {
    this.log.add([], verdicts)
    for (const client of clients) this.#verdictClients.add(client)
    this.#clocks.cover(clocks)
  }
}

function isNew({ client, clock, length }: AppendedItem, clocks: Clocks): boolean {
  return clock + length > clocks.clockOf(client)
}

function verdictClientsOf(doc: Y.Doc): Set<number> {
  const clients = new Set<number>()
  for (let item = verdictsOf(doc)._start; item !== null; item = item.right) clients.add(item.id.client)
  return clients
}
