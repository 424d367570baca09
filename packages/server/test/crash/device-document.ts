import {
  type ClockPairs,
  type EventRecord,
  eventsOf,
  nextEventId,
  parseServerMessage,
  type VerdictRecord,
  verdictsOf,
} from '@docket/core'
import * as Y from 'yjs'
import type { Random } from '../random.ts'
import { authFrame, type Heard, SYNC, syncFrame, updateFrame } from '../wire.ts'
import type { Claim, Claims } from './claims.ts'

export interface DocumentPlan {
  readonly name: string
  readonly token: string
  readonly device: string
  /** How many events it records in all. */
  readonly events: number
  /** How many frames may be unacknowledged. */
  readonly window: number
  /** How many of the events have a payload that the server rejects. */
  readonly badPayloads: number
  /** Does it send updates before the handshake is done, as a stock provider does? */
  readonly eager: boolean
}

interface SentFrame {
  /** Of the events in it. */
  readonly ids: readonly string[]
  /** The answer to the server's state vector. */
  readonly isAnswer: boolean
}

const FROM_SERVER = 'server'

/** One device's copy of one document, and its conversation with the server, over any number of connections. */
export class DeviceDocument {
  readonly plan: DocumentPlan
  readonly #claims: Claims
  readonly #random: Random
  #doc = new Y.Doc()
  #newest: string | undefined
  #send: ((frame: Uint8Array) => void) | undefined
  #isOpen = false
  /** The frames that are not acknowledged yet. */
  #unacknowledged: SentFrame[] = []
  /** What was sent before the handshake and could not be placed: acknowledged right after the answer that has it too. */
  #owed: SentFrame[] = []
  readonly #positions: { readonly client: number; readonly clock: number; readonly id: string }[] = []
  /** Refusals that were not expected. */
  readonly problems: string[] = []

  constructor(plan: DocumentPlan, claims: Claims, random: Random) {
    this.plan = plan
    this.#claims = claims
    this.#random = random
    this.#listen()
  }

  get events(): EventRecord[] {
    return eventsOf(this.#doc).toArray()
  }

  get verdicts(): VerdictRecord[] {
    return verdictsOf(this.#doc).toArray()
  }

  get isDone(): boolean {
    return this.#positions.length === this.plan.events && this.#left === 0
  }

  /** Is the handshake done? */
  get isOpen(): boolean {
    return this.#isOpen
  }

  get state(): string {
    const { name, device, events } = this.plan
    return [
      `${name} on ${device}${this.plan.eager ? ' (eager)' : ''}: ${this.#positions.length} of ${events} recorded`,
      `${this.#left} not known to be there, ${this.#unacknowledged.length} frames under way`,
      this.#isOpen ? 'open' : 'not open',
      ...this.problems.slice(0, 3),
    ].join(', ')
  }

  /** Events that neither an acknowledgement nor the server's state vector has covered. */
  get #left(): number {
    const isThere = (id: string): boolean => this.#claims.has('acknowledged', id) || this.#claims.has('covered', id)
    return this.#positions.filter(({ id }) => !isThere(id)).length
  }

  /** A connection is there: authenticate and ask for what is new, in one go as a provider does. */
  connected(send: (frame: Uint8Array) => void): void {
    this.#send = send
    this.#unacknowledged = []
    this.#owed = []
    send(authFrame(this.plan.name, this.plan.token))
    send(syncFrame(this.plan.name, SYNC.step1, Y.encodeStateVector(this.#doc)))
    if (this.plan.eager) this.#record(1)
  }

  /** Records all that is left, however much is under way. */
  flood(): void {
    this.#record(this.plan.events)
  }

  /** The connection is gone; some events are recorded without one. */
  disconnected(): void {
    this.#send = undefined
    this.#isOpen = false
    if (this.#random.chance(0.3)) this.#reopen()
    this.#record(this.#random.int(4))
  }

  hear(heard: Heard): void {
    switch (heard.kind) {
      case 'step1':
        this.#answer(heard.stateVector)
        break
      case 'step2':
      case 'update':
        for (const id of eventIdsIn(heard.update)) this.#claims.add('received', id)
        Y.applyUpdate(this.#doc, heard.update, FROM_SERVER)
        break
      case 'acknowledged':
        this.#acknowledged(heard.applied)
        break
      case 'stateless':
        this.#hearStateless(heard.payload)
        break
      default:
    }
  }

  /** Everything that the server lacks; its acknowledgement stands for all of it. */
  #answer(stateVector: Uint8Array): void {
    this.#claim('covered', [...Y.decodeStateVector(stateVector)])
    const update = Y.encodeStateAsUpdate(this.#doc, stateVector)
    this.#unacknowledged.push({ ids: eventIdsIn(update), isAnswer: true })
    this.#send?.(syncFrame(this.plan.name, SYNC.step2, update))
    this.#isOpen = true
    this.#fillWindow()
  }

  #acknowledged(applied: boolean): void {
    const frame = this.#unacknowledged.shift()
    if (frame === undefined) this.problems.push('an acknowledgement too many')
    else if (!applied) this.#owed.push(frame)
    else {
      for (const id of frame.ids) this.#claims.add('acknowledged', id)
      if (frame.isAnswer) this.#unacknowledged.unshift(...this.#owed.splice(0))
    }
    if (this.#isOpen) this.#fillWindow()
  }

  #hearStateless(payload: string): void {
    const message = parseServerMessage(payload)
    if (message?.kind === 'committed') this.#claim('committed', message.clocks)
    if (message?.kind === 'refused') {
      this.problems.push(`${this.plan.name} was refused: ${message.code}, ${message.reason}`)
    }
  }

  #claim(claim: Claim, clocks: ClockPairs): void {
    const byClient = new Map(clocks)
    for (const { client, clock, id } of this.#positions) {
      if (clock < (byClient.get(client) ?? 0)) this.#claims.add(claim, id)
    }
  }

  #fillWindow(): void {
    this.#record(this.plan.window - this.#unacknowledged.length)
  }

  #record(count: number): void {
    for (let i = 0; i < count && this.#positions.length < this.plan.events; i++) this.#recordOne()
  }

  #recordOne(): void {
    const at = Date.now()
    const isBad = this.#positions.length % Math.ceil(this.plan.events / (this.plan.badPayloads + 1)) === 1
    const event: EventRecord = {
      id: nextEventId(this.#newest, at),
      type: 'added',
      v: 1,
      at,
      by: 'ann',
      device: this.plan.device,
      payload: { n: isBad && this.plan.badPayloads > 0 ? 'many' : this.#random.int(1_000) },
    }
    this.#positions.push({
      client: this.#doc.clientID,
      clock: Y.getState(this.#doc.store, this.#doc.clientID),
      id: event.id,
    })
    this.#claims.recorded.set(event.id, { document: this.plan.name, event })
    eventsOf(this.#doc).push([event])
  }

  /** As after a restart of the device: the same content, another Yjs client. */
  #reopen(): void {
    const content = Y.encodeStateAsUpdate(this.#doc)
    this.#doc.destroy()
    this.#doc = new Y.Doc()
    Y.applyUpdate(this.#doc, content, FROM_SERVER)
    this.#listen()
  }

  #listen(): void {
    const doc = this.#doc
    eventsOf(doc).observe(({ changes }) => {
      for (const { insert = [] } of changes.delta) for (const { id } of insert as EventRecord[]) this.#saw(id)
    })
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === FROM_SERVER || this.#send === undefined) return
      this.#unacknowledged.push({ ids: eventIdsIn(update), isAnswer: false })
      this.#send(updateFrame(this.plan.name, update))
    })
  }

  #saw(id: string): void {
    if (this.#newest === undefined || id > this.#newest) this.#newest = id
  }
}

/** The ids of the events that an update carries. */
function eventIdsIn(update: Uint8Array): string[] {
  return Y.decodeUpdate(update)
    .structs.filter((struct) => struct instanceof Y.Item)
    .flatMap(({ content }) => content.getContent() as unknown[])
    .filter((value): value is EventRecord => typeof value === 'object' && value !== null && 'payload' in value)
    .map(({ id }) => id)
}
