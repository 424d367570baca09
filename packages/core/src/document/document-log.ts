import type * as Y from 'yjs'
import type { EventId } from '../clock/event-id.ts'
import type { Entity } from '../entity/entity.ts'
import { EventLog } from '../entity/event-log.ts'
import { type Reading, readPayload } from '../entity/read-payload.ts'
import type { EventRecord } from '../event/event-record.ts'
import { RESOLVED } from '../event/resolution.ts'
import { type ClockPairs, Clocks } from './clocks.ts'
import { additionsOf, appendEvents, eventsOf, type Position, verdictsOf } from './layout.ts'
import { newDoc } from './new-doc.ts'
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

/** An event of this device with its payload as the entity reads it. */
export interface ReadEvent {
  readonly event: EventRecord
  readonly reading: Reading
}

/** A Y.Doc in Docket's layout, with its events in order and how safe each of them is. */
export class DocumentLog {
  readonly doc: Y.Doc = newDoc()
  readonly log: EventLog
  readonly #origins: Origins
  readonly #committed = new Clocks()
  readonly #uncommitted = new Map<EventId, Position>()
  readonly #unsaved = new Set<EventId>()
  readonly #listeners = new Set<() => void>()
  /** What each resolution settles. */
  readonly #resolutions = new Map<EventId, EventId>()
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

  /** The oldest event that is not known to be committed. */
  get oldestUncommitted(): EventId | undefined {
    let oldest: EventId | undefined
    for (const id of this.#uncommitted.keys()) if (oldest === undefined || id < oldest) oldest = id
    return oldest
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
    this.appendTogether([{ event, reading }])
  }

  /** Appends all of them in one update: nobody ever sees, stores or commits one without the others. */
  appendTogether(made: readonly ReadEvent[]): void {
    const events = made.map(({ event }) => event)
    const { client, clock } = appendEvents(this.doc, events, this)
    made.forEach(({ event, reading }, index) => {
      this.#uncommitted.set(event.id, { client, clock: clock + index })
      this.#unsaved.add(event.id)
      this.log.append(event, reading)
    })
    this.#added(events)
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
    if (records.length > 0 || verdicts.length > 0) this.#added(records)
    else if (settled) this.#notify()
  }

  #added(events: readonly EventRecord[]): void {
    for (const { id, type, ref } of events) if (type === RESOLVED && ref !== undefined) this.#resolutions.set(id, ref)
    if (this.log.verdicts.size > 0) this.#rejected = this.#unresolved()
    this.#notify()
  }

  /** A resolution that is rejected itself settles nothing; and it needs no other one. */
  #unresolved(): readonly EventId[] {
    const { verdicts } = this.log
    const settled = new Set([...this.#resolutions].map(([id, ref]) => (verdicts.has(id) ? id : ref)))
    return [...verdicts.keys()].filter((id) => !settled.has(id))
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
