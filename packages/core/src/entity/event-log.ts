import type { EventId } from '../clock/event-id.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import { applyEvent, type Effect, type Step } from './apply-event.ts'
import type { Entity } from './entity.ts'
import type { LogBase } from './log-base.ts'
import { type Reading, readPayload } from './read-payload.ts'

/** One event of a log with what became of it. */
export interface LogEntry {
  readonly event: EventRecord
  readonly reading: Reading
  readonly effect: Effect
}

type MutableEntry = { -readonly [Key in keyof LogEntry]: LogEntry[Key] }

/** A state is kept before every so many events; a late arrival costs at most as many steps more. */
const KEEP_EVERY = 32
const PENDING: Effect = { kind: 'applied' }
const LATE: Effect = { kind: 'late' }

/**
 * The events of one document in their order, and the state that follows from them. Appending costs one step of the
 * fold; what arrives late is put in its place and everything after it is folded again, from the nearest kept state.
 *
 * A log with a base begins with the base's rejected events, which have no effect. What arrives and is older than the base
 * has none either (`late`): only who has all events can put it in its place.
 */
export class EventLog {
  readonly entity: Entity
  readonly base: LogBase | undefined
  readonly #entries: MutableEntry[] = []
  readonly #verdicts = new Map<EventId, VerdictRecord>()
  /** `#kept[i]` is the state before the entry at `i * KEEP_EVERY`. */
  readonly #kept: unknown[]
  #state: unknown
  #version = 0
  #notUnderstood = 0

  constructor(entity: Entity, base?: LogBase) {
    this.entity = entity
    this.base = base
    this.#state = this.#firstState
    this.#kept = [this.#state]
    if (base === undefined) return
    this.#notUnderstood = base.notUnderstood
    this.add(
      base.rejected.map(({ event }) => event),
      base.rejected.map(({ verdict }) => verdict),
    )
  }

  get state(): unknown {
    return this.#state
  }

  /** Grows with every change: of events, verdicts or effects. */
  get version(): number {
    return this.#version
  }

  /** How many events this program is too old for. */
  get notUnderstood(): number {
    return this.#notUnderstood
  }

  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  /** How many events there are, with those before the base. */
  get events(): number {
    return this.#entries.length + this.before
  }

  /** How many events are not among the entries: the base has them. */
  get before(): number {
    return this.base === undefined ? 0 : this.base.events - this.base.rejected.length
  }

  get newestId(): EventId | undefined {
    const last = this.#entries.at(-1)?.event.id
    return this.#isBeforeBase(last ?? '') ? this.base?.newestId : last
  }

  /** Those that have no effect because they are older than the base. */
  get late(): readonly LogEntry[] {
    return this.base === undefined ? [] : this.#entries.filter(({ effect }) => effect.kind === 'late')
  }

  get(id: EventId): LogEntry | undefined {
    const entry = this.#entries[this.#place(id)]
    return entry?.event.id === id ? entry : undefined
  }

  /** By the event that each is about. */
  get verdicts(): ReadonlyMap<EventId, VerdictRecord> {
    return this.#verdicts
  }

  verdictOf(id: EventId): VerdictRecord | undefined {
    return this.#verdicts.get(id)
  }

  /** What an event that sorts after all others would do; changes nothing. */
  preview(event: EventRecord, reading: Reading = readPayload(this.entity, event)): Step {
    return applyEvent(this.entity, this.#state, event, reading, this.#verdicts.get(event.id))
  }

  /** Adds events in any order; an id that is there already is passed over. Returns the events that were new. */
  add(events: readonly EventRecord[], verdicts: readonly VerdictRecord[] = []): EventRecord[] {
    let firstChanged = this.#addVerdicts(verdicts)
    const fresh = events
      .filter(({ id }) => this.get(id) === undefined)
      .sort(byId)
      .filter(({ id }, index, sorted) => id !== sorted[index - 1]?.id)
      .map((event) => ({ event, reading: readPayload(this.entity, event), effect: PENDING }))
    firstChanged = Math.min(firstChanged, this.#insert(fresh))
    this.#foldFrom(firstChanged)
    return fresh.map((entry) => entry.event)
  }

  /** Adds an event whose payload has been read already; for a new one, which costs least this way. */
  append(event: EventRecord, reading: Reading): void {
    if (this.get(event.id) === undefined) this.#foldFrom(this.#insert([{ event, reading, effect: PENDING }]))
  }

  /** The state that follows from the events for which `includes` holds, on the base; folded from there. */
  stateOf(includes: (event: EventRecord) => boolean): unknown {
    let state = this.#firstState
    for (const { event, reading, effect } of this.#entries) {
      if (effect.kind !== 'late' && includes(event))
        state = applyEvent(this.entity, state, event, reading, this.#verdicts.get(event.id)).state
    }
    return state
  }

  #addVerdicts(verdicts: readonly VerdictRecord[]): number {
    let firstChanged = Number.POSITIVE_INFINITY
    for (const verdict of verdicts) {
      if (this.#verdicts.has(verdict.ref)) continue
      this.#verdicts.set(verdict.ref, verdict)
      if (this.get(verdict.ref) !== undefined) firstChanged = Math.min(firstChanged, this.#place(verdict.ref))
    }
    return firstChanged
  }

  /** Merges sorted entries into the sorted log. Returns the lowest place that changed. */
  #insert(fresh: readonly MutableEntry[]): number {
    const first = fresh[0]
    if (first === undefined) return Number.POSITIVE_INFINITY
    const place = this.#place(first.event.id)
    const tail = this.#entries.splice(place)
    let next = 0
    for (const entry of tail) {
      for (let late = fresh[next]; late !== undefined && byId(late.event, entry.event) < 0; late = fresh[++next])
        this.#entries.push(late)
      this.#entries.push(entry)
    }
    for (; next < fresh.length; next++) this.#entries.push(fresh[next] as MutableEntry)
    return place
  }

  /** Where an id stands or would stand. */
  #place(id: EventId): number {
    const last = this.#entries.at(-1)?.event.id
    if (last === undefined || id > last) return this.#entries.length
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle] as MutableEntry).event.id < id) low = middle + 1
      else high = middle
    }
    return low
  }

  #foldFrom(place: number): void {
    if (place > this.#entries.length || place === Number.POSITIVE_INFINITY) return
    this.#version++
    const appended = place === this.#folded
    const start = appended ? place : Math.floor(place / KEEP_EVERY) * KEEP_EVERY
    let state = appended ? this.#state : this.#kept[start / KEEP_EVERY]
    for (let index = start; index < this.#entries.length; index++) {
      if (index % KEEP_EVERY === 0) this.#kept[index / KEEP_EVERY] = state
      const entry = this.#entries[index] as MutableEntry
      const step = this.#step(state, entry)
      state = step.state
      if (isSame(entry.effect, step.effect)) continue
      this.#notUnderstood += Number(isNotUnderstood(step.effect)) - Number(isNotUnderstood(entry.effect))
      entry.effect = step.effect
    }
    this.#state = state
    this.#folded = this.#entries.length
  }

  #step(state: unknown, { event, reading }: LogEntry): Step {
    const verdict = this.#verdicts.get(event.id)
    const isLate = verdict === undefined && this.#isBeforeBase(event.id)
    return isLate ? { state, effect: LATE } : applyEvent(this.entity, state, event, reading, verdict)
  }

  #isBeforeBase(id: EventId): boolean {
    return this.base !== undefined && id <= this.base.newestId
  }

  get #firstState(): unknown {
    return this.base === undefined ? this.entity.initial : this.base.state
  }

  /** How many entries the state covers. */
  #folded = 0
}

function byId(a: EventRecord, b: EventRecord): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Effects keep their identity, so that whoever shows them can tell what has changed. */
function isSame(a: Effect, b: Effect): boolean {
  return a === b || (a.kind === b.kind && reasonOf(a) === reasonOf(b))
}

function isNotUnderstood({ kind }: Effect): boolean {
  return kind === 'not_understood'
}

function reasonOf(effect: Effect): string | undefined {
  return 'reason' in effect ? effect.reason : undefined
}
