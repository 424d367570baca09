import * as Y from 'yjs'
import type { EventId } from '../clock/event-id.ts'
import type { Entity } from '../entity/entity.ts'
import { EventLog } from '../entity/event-log.ts'
import { type Reading, readPayload } from '../entity/read-payload.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import { type ClockPairs, Clocks } from './clocks.ts'
import { additionsOf, appendEvent, eventsOf, type Position, verdictsOf } from './layout.ts'
import { hasOwnContent, malformedValues } from './own-content.ts'

/** Where an event is safe: in memory, on this device's disk, in Postgres; or what the server said against it. */
export type SaveState = 'recorded' | 'saved' | 'committed' | 'rejected'

/** Whose transactions bring what is safe already. */
export interface Origins {
  /** Read from this device's disk. */
  isStorage(origin: unknown): boolean
  /** Sent by the server, which sends nothing that is not committed. */
  isServer(origin: unknown): boolean
}

/** A Y.Doc in Docket's layout, with its events in order and how safe each of them is. */
export class DocumentLog {
  readonly doc: Y.Doc = new Y.Doc()
  readonly log: EventLog
  readonly #origins: Origins
  readonly #committed = new Clocks()
  readonly #uncommitted = new Map<EventId, Position>()
  readonly #unsaved = new Set<EventId>()
  readonly #listeners = new Set<() => void>()
  readonly #resolved = new Set<EventId>()
  #rejected: readonly EventId[] = []

  constructor(entity: Entity, origins: Origins) {
    this.log = new EventLog(entity)
    this.#origins = origins
    // Declares both roots, so that Yjs knows their type before anything arrives.
    eventsOf(this.doc)
    verdictsOf(this.doc)
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.origin !== this) this.#take(transaction)
    })
  }

  get unsaved(): ReadonlySet<EventId> {
    return this.#unsaved
  }

  get uncommitted(): number {
    return this.#uncommitted.size
  }

  /** The rejected events that nobody has resolved yet. */
  get rejected(): readonly EventId[] {
    return this.#rejected
  }

  /** What of this document is known to be committed. */
  get committed(): ClockPairs {
    return this.#committed.pairs
  }

  /** Grows with `committed`. */
  get committedVersion(): number {
    return this.#committed.version
  }

  /** Does it hold anything that did not come from the server? */
  get hasOwnContent(): boolean {
    return hasOwnContent(this.doc, this.#committed)
  }

  /** What stands among its events and is none, as text. */
  get malformed(): readonly string[] {
    return malformedValues(this.doc)
  }

  saveStateOf(id: EventId): SaveState {
    if (this.log.verdictOf(id) !== undefined) return 'rejected'
    if (!this.#uncommitted.has(id)) return 'committed'
    return this.#unsaved.has(id) ? 'recorded' : 'saved'
  }

  /** Appends an event of this device, a new one or one from before. `reading` is what `readPayload` makes of it. */
  append(event: EventRecord, reading: Reading = readPayload(this.log.entity, event)): void {
    this.#uncommitted.set(event.id, appendEvent(this.doc, event, this))
    this.#unsaved.add(event.id)
    this.log.append(event, reading)
    this.#added([event], [])
  }

  /** These events are flushed to this device's disk. */
  markSaved(ids: Iterable<EventId>): void {
    let changed = false
    for (const id of ids) changed = this.#unsaved.delete(id) || changed
    if (changed) this.#notify()
  }

  /** The server has committed this much. */
  markCommitted(pairs: ClockPairs): void {
    if (this.#committed.cover(pairs) && this.#settle()) this.#notify()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  destroy(): void {
    this.#listeners.clear()
    this.doc.destroy()
  }

  #take(transaction: Y.Transaction): void {
    const { events, verdicts } = additionsOf(transaction)
    const { origin, beforeState, afterState } = transaction
    const fromServer = this.#origins.isServer(origin)
    if (fromServer)
      this.#committed.cover([...afterState].filter(([client, clock]) => clock !== beforeState.get(client)))
    const safe = fromServer || this.#origins.isStorage(origin)
    for (const { event, client, clock } of events) {
      if (this.log.get(event.id) !== undefined) continue
      this.#uncommitted.set(event.id, { client, clock })
      if (!safe) this.#unsaved.add(event.id)
    }
    const settled = this.#settle()
    const records = events.map(({ event }) => event)
    this.log.add(records, verdicts)
    if (records.length > 0 || verdicts.length > 0) this.#added(records, verdicts)
    else if (settled) this.#notify()
  }

  #added(events: readonly EventRecord[], verdicts: readonly VerdictRecord[]): void {
    for (const { type, ref } of events) if (type === '$resolved' && ref !== undefined) this.#resolved.add(ref)
    const rejected = [...this.#rejected, ...verdicts.map(({ ref }) => ref)]
    if (rejected.length > 0) this.#rejected = [...new Set(rejected)].filter((id) => !this.#resolved.has(id))
    this.#notify()
  }

  #settle(): boolean {
    let settled = false
    for (const [id, position] of this.#uncommitted) {
      if (this.#committed.covers(position)) settled = this.#uncommitted.delete(id) || settled
    }
    return settled
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
