import * as Y from 'yjs'
import type { EventId } from '../clock/event-id.ts'
import type { Entity } from '../entity/entity.ts'
import { EventLog } from '../entity/event-log.ts'
import { foldVersionOf } from '../entity/log-base.ts'
import { type Reading, readPayload } from '../entity/read-payload.ts'
import { unresolvedOf } from '../entity/unresolved.ts'
import type { EventRecord } from '../event/event-record.ts'
import { RESOLVED } from '../event/resolution.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import { type Checkpoint, coveredClocks, covers } from './checkpoint.ts'
import { type ClockPairs, Clocks, type Position } from './clocks.ts'
import { checkpointIn, fillHollow, holdCheckpoint } from './hollow.ts'
import { additionsOf, appendEvents, eventsOf, recordsOf, verdictsOf } from './layout.ts'
import { missingUpdate } from './missing-update.ts'
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

/** Whether a log folds what comes at once, or not before `release`. */
export type Beginning = 'at once' | 'when released'

/** An event of this device with its payload as the entity reads it. */
export interface ReadEvent {
  readonly event: EventRecord
  readonly reading: Reading
}

/** A Y.Doc in Docket's layout, with its events in order and how safe each of them is. */
export class DocumentLog {
  readonly doc: Y.Doc = new Y.Doc()
  #log: EventLog
  readonly #origins: Origins
  readonly #committed = new Clocks()
  readonly #uncommitted = new Map<EventId, Position>()
  readonly #unsaved = new Set<EventId>()
  readonly #listeners = new Set<() => void>()
  /** What each resolution settles. */
  readonly #resolutions = new Map<EventId, EventId>()
  /** What the checkpoint stands for, whether it is in the document or not. */
  #covered = new Clocks()
  #rejected: readonly EventId[] = []
  /** What has come and is not folded yet, because it is not known on what. */
  #held: { readonly events: EventRecord[]; readonly verdicts: VerdictRecord[] } | undefined

  constructor(entity: Entity, origins: Origins, beginning: Beginning = 'at once') {
    this.#log = new EventLog(entity)
    this.#origins = origins
    this.#held = beginning === 'at once' ? undefined : { events: [], verdicts: [] }
    // Declares both roots, so that Yjs knows their type before anything arrives.
    eventsOf(this.doc)
    verdictsOf(this.doc)
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.origin !== this) this.#take(transaction)
    })
  }

  /** Its events, or those that a checkpoint does not cover. */
  get log(): EventLog {
    return this.#log
  }

  /** On what its log builds. */
  get checkpoint(): Checkpoint | undefined {
    return checkpointIn(this.doc)
  }

  /** Would another checkpoint say more: are committed events too old for this one, or was it made by another program? */
  get needsCheckpoint(): boolean {
    const { base, late } = this.#log
    if (base === undefined) return false
    return (
      base.foldVersion !== foldVersionOf(this.#log.entity) || late.some(({ event }) => !this.#uncommitted.has(event.id))
    )
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

  /** Could the checkpoint stand for what it covers? Not when it was made by another program, or covers less than before. */
  accepts(checkpoint: Checkpoint): boolean {
    return checkpoint.foldVersion === foldVersionOf(this.#log.entity) && covers(checkpoint, this.#covered.pairs)
  }

  /** All that is on disk has come: folds it, on the checkpoint if there is one. */
  release(checkpoint?: Checkpoint): void {
    const { events = [], verdicts = [] } = this.#held ?? {}
    this.#held = undefined
    // Who was killed between the two has the checkpoint on disk, and not yet the items for which it stands.
    if (checkpoint !== undefined) this.rebase(checkpoint, this)
    else this.#fold(events, verdicts)
  }

  /**
   * From now on the state is that of the checkpoint with what it does not cover. One that covers less than the one
   * before, or not all of it, changes nothing.
   *
   * @param origin of the transaction that puts deleted items in the place of what is not here; without it, they come
   * from the server
   */
  rebase(checkpoint: Checkpoint, origin?: object): void {
    if (!covers(checkpoint, this.#covered.pairs)) return
    if (origin === undefined) holdCheckpoint(this.doc, checkpoint)
    else fillHollow(this.doc, checkpoint, origin)
    const clocks = coveredClocks(checkpoint)
    this.#covered = new Clocks(clocks)
    this.#committed.cover(clocks)
    const { events, verdicts } = recordsOf(this.doc, this.#covered)
    const records = events.map(({ event }) => event)
    this.#log = new EventLog(this.#log.entity, checkpoint)
    this.#log.add(records, verdicts)
    this.#resolutions.clear()
    this.#settle()
    this.#added(records)
  }

  /** What it has beyond these clocks, as a Yjs update. */
  missingFrom(clocks: ClockPairs): Uint8Array {
    return missingUpdate(this.doc, Y.encodeStateVector(new Map(clocks)))
  }

  /** Takes in an update. */
  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update)
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
    const { events, verdicts } = additionsOf(transaction, this.#covered)
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
    if (this.#held === undefined) this.#fold(records, verdicts, settled)
    else {
      for (const record of records) this.#held.events.push(record)
      for (const verdict of verdicts) this.#held.verdicts.push(verdict)
    }
  }

  #fold(events: readonly EventRecord[], verdicts: readonly VerdictRecord[], settled = false): void {
    this.log.add(events, verdicts)
    if (events.length > 0 || verdicts.length > 0) this.#added(events)
    else if (settled) this.#notify()
  }

  #added(events: readonly EventRecord[]): void {
    for (const { id, type, ref } of events) if (type === RESOLVED && ref !== undefined) this.#resolutions.set(id, ref)
    const { verdicts } = this.log
    this.#rejected = verdicts.size === 0 ? [] : unresolvedOf(verdicts, this.#resolutions)
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
