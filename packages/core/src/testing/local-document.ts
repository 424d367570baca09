import * as Y from 'yjs'
import type { WallClock } from '../clock/wall-clock.ts'
import { type Checkpoint, checkpointOf } from '../document/checkpoint.ts'
import type { ClockPairs } from '../document/clocks.ts'
import { runsOf } from '../document/hollow.ts'
import { additionsOf, eventsOf, verdictsOf } from '../document/layout.ts'
import type { Entity } from '../entity/entity.ts'
import { EventLog } from '../entity/event-log.ts'
import { readPayload } from '../entity/read-payload.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { JsonValue } from '../event/json.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import type { RefusedError } from '../transport/transport.ts'
import { breachOf } from './judge-update.ts'

/** Why a local server rejects an event of the document `name`; undefined accepts it. */
export type RejectHook = (
  event: EventRecord,
  name: string,
) => { readonly code: string; readonly reason: string } | undefined

/** What a local server refuses besides breaches of the format. */
export interface LocalRules {
  /** Why an event is rejected; undefined accepts it. */
  readonly reject?: RejectHook
  /** How many events a document holds; without it, any number. */
  readonly maxEvents?: number
  /** A document gets a checkpoint when more events than this are not covered by one; without it, none does. */
  readonly eventsPerCheckpoint?: number
}

/** What a commit brought: for the others, and for whoever sent it. */
export interface Committed {
  /** What a connected client lacks. */
  readonly update: Uint8Array
  readonly clocks: ClockPairs
  /** How many events were new. */
  readonly events: number
  readonly summary: JsonValue | undefined
}

/** A local server's copy of a document: all of it is committed. */
export class LocalDocument {
  readonly #doc = new Y.Doc()
  readonly #name: string
  readonly #entity: Entity | undefined
  readonly #log: EventLog | undefined
  readonly #clock: WallClock
  readonly #rules: LocalRules
  readonly #byId = new Map<string, EventRecord>()
  #fresh: EventRecord[] = []
  #checkpoint: Checkpoint | undefined

  constructor(name: string, entity: Entity | undefined, clock: WallClock, rules: LocalRules) {
    this.#name = name
    this.#entity = entity
    this.#log = entity === undefined ? undefined : new EventLog(entity)
    this.#clock = clock
    this.#rules = rules
    // Declares both roots, so that Yjs knows their type before anything arrives.
    eventsOf(this.#doc)
    verdictsOf(this.#doc)
    this.#doc.on('afterTransaction', (transaction: Y.Transaction) => {
      for (const { event } of additionsOf(transaction).events) {
        this.#fresh.push(event)
        this.#byId.set(event.id, event)
      }
    })
  }

  /** In the order in which they were committed; that of the Y.Array is another where clients appended apart. */
  get events(): readonly EventRecord[] {
    return [...this.#byId.values()]
  }

  /** As it comes over a network: a copy. */
  get checkpoint(): Checkpoint | undefined {
    return structuredClone(this.#checkpoint)
  }

  get stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc)
  }

  get clocks(): ClockPairs {
    return [...Y.decodeStateVector(this.stateVector)]
  }

  /** What somebody with this state vector lacks. */
  missing(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, stateVector)
  }

  /** Why it takes nothing of an update. */
  breachOf(update: Uint8Array): RefusedError | undefined {
    return breachOf(update, {
      clockOf: (client) => Y.getState(this.#doc.store, client),
      eventOf: (id) => this.#byId.get(id),
      events: this.#byId.size,
      maxEvents: this.#rules.maxEvents ?? Number.POSITIVE_INFINITY,
    })
  }

  /** Takes an update in and judges its events. Undefined when it brought nothing. */
  commit(update: Uint8Array): Committed | undefined {
    const before = this.stateVector
    this.#fresh = []
    Y.applyUpdate(this.#doc, update)
    const events = this.#fresh
    if (events.length === 0) return undefined
    const verdicts = events.flatMap((event) => this.#judge(event) ?? [])
    if (verdicts.length > 0) verdictsOf(this.#doc).push(verdicts)
    this.#log?.add(events, verdicts)
    this.#makeCheckpoint(events)
    return {
      update: this.missing(before),
      clocks: this.clocks,
      events: events.length,
      summary: this.#log && (this.#entity?.summary(this.#log.state) as JsonValue),
    }
  }

  #makeCheckpoint(fresh: readonly EventRecord[]): void {
    const { events = 0, newestId = '' } = this.#checkpoint ?? {}
    const isLate = fresh.some(({ id }) => id < newestId)
    const { eventsPerCheckpoint = Number.POSITIVE_INFINITY } = this.#rules
    if (this.#log === undefined || !(isLate || this.#byId.size - events > eventsPerCheckpoint)) return
    this.#checkpoint = checkpointOf(this.#log, runsOf(this.#doc))
  }

  #judge(event: EventRecord): VerdictRecord | undefined {
    const reading = this.#entity === undefined ? undefined : readPayload(this.#entity, event)
    const invalid = reading?.kind === 'invalid' ? { code: 'payload_invalid', reason: reading.reason } : undefined
    const why = invalid ?? this.#rules.reject?.(event, this.#name)
    return why === undefined ? undefined : { ref: event.id, code: why.code, reason: why.reason, at: this.#clock.now() }
  }
}
