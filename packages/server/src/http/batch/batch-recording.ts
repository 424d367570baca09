import { documentName } from '@docket/core'
import type { Principal } from '../../auth/principal.ts'
import type { Rejection } from '../../gate/judgement.ts'
import { DocumentRefusedError, type EventResult } from '../../hocuspocus/document-desk.ts'
import { IdempotencyKeyTakenError, type KeyedEvent } from '../../ledger/idempotency-keys.ts'
import type { HttpDeps } from '../env.ts'
import type { Malformed, NewEvent } from './batch-event.ts'
import type { ItemResult } from './item-result.ts'
import { KEY_REUSED, keysOfBatch, resultBySameKey } from './same-key.ts'

export interface BatchOptions {
  readonly principal: Principal
  /** Of each document all events or none. */
  readonly isAtomic: boolean
}

type Keys = ReadonlyMap<string, KeyedEvent>

export interface RecordingDeps {
  readonly desk: Pick<HttpDeps['desk'], 'record'>
  /** Which of these keys are taken in a tenant, and by which events. */
  eventsByKey(tenant: string, keys: readonly string[]): Promise<Keys>
}

/** One batch on its way: its events, those of one document together, documents side by side. */
export class BatchRecording {
  readonly #deps: RecordingDeps
  readonly #options: BatchOptions
  readonly #results = new Map<NewEvent | Malformed, ItemResult>()
  /** Documents of an atomic batch of which nothing is recorded. */
  readonly #spoilt = new Set<string>()

  constructor(deps: RecordingDeps, options: BatchOptions) {
    this.#deps = deps
    this.#options = options
  }

  /**
   * What became of each event, in their order.
   *
   * @throws what `DocumentDesk.record` throws when nothing can be recorded now. Some events may be committed then; to send
   *   the batch again is safe
   */
  async run(batch: readonly (NewEvent | Malformed)[]): Promise<readonly (ItemResult | undefined)[]> {
    for (const item of batch) if ('rejection' in item) this.#refuse(item, item.rejection)
    const { first, repeated, reused } = keysOfBatch(batch.filter((item) => 'event' in item))
    for (const item of reused) this.#refuse(item, KEY_REUSED)
    const keys = await this.#keysOf(first)
    const documents = Map.groupBy(first, ({ address }) => documentName(address))
    const ended = await Promise.allSettled([...documents].map(([name, items]) => this.#record(name, items, keys)))
    for (const end of ended) if (end.status === 'rejected') throw end.reason
    for (const { item, of } of repeated) {
      const result = this.#results.get(of)
      if (result !== undefined) this.#results.set(item, resultOfRepeated(item, of, result))
    }
    return batch.map((item) => this.#results.get(item))
  }

  async #record(name: string, items: readonly NewEvent[], known: Keys): Promise<void> {
    const { principal, isAtomic } = this.#options
    let keys = known
    for (let waiting = this.#settleByKey(items, keys); ; waiting = this.#settleByKey(waiting, keys)) {
      const [first] = waiting
      if (first === undefined) return
      if (this.#spoilt.has(name)) return this.#refuseAll(waiting, WITHHELD)
      try {
        const events = waiting.map(({ event }) => event)
        const options = { principal, isAtomic, keys: keysById(waiting) }
        return this.#settle(waiting, await this.#deps.desk.record(first.address, events, options))
      } catch (error) {
        if (error instanceof DocumentRefusedError) {
          return this.#refuseAll(waiting, { code: error.code, reason: error.message })
        }
        if (!(error instanceof IdempotencyKeyTakenError)) throw error
        // Somebody else was faster; whose event has the key is known now.
        keys = await this.#keysOf(waiting)
        if (!waiting.some((item) => ownerOf(item, keys) !== undefined)) throw error
      }
    }
  }

  /** Those whose keys are free, or theirs, are left. */
  #settleByKey(items: readonly NewEvent[], keys: Keys): readonly NewEvent[] {
    return items.filter((item) => {
      const owner = ownerOf(item, keys)
      if (owner === undefined) return true
      const result = resultBySameKey(item, owner)
      if (result.kind === 'accepted' || result.isRecorded) this.#results.set(item, result)
      else this.#refuse(item, result)
      return false
    })
  }

  #settle(items: readonly NewEvent[], outcomes: readonly EventResult[]): void {
    for (const [index, item] of items.entries()) {
      const outcome = outcomes[index]
      if (outcome !== undefined) this.#results.set(item, resultOf(outcome))
    }
  }

  #refuseAll(items: readonly NewEvent[], rejection: Rejection): void {
    for (const item of items) this.#refuse(item, rejection)
  }

  #refuse(item: NewEvent | Malformed, { code, reason }: Rejection): void {
    this.#results.set(item, { kind: 'rejected', code, reason, isRecorded: false })
    if (this.#options.isAtomic && item.address !== undefined) this.#spoilt.add(documentName(item.address))
  }

  #keysOf(items: readonly NewEvent[]): Promise<Keys> {
    const keys = items.flatMap(({ key }) => (key === undefined ? [] : [key]))
    return this.#deps.eventsByKey(this.#options.principal.tenant, keys)
  }
}

const WITHHELD: Rejection = {
  code: 'withheld',
  reason: 'another event of the document was rejected, and all or none were to be recorded',
}

/** The other event that has the key. */
function ownerOf({ key, event }: NewEvent, keys: Keys): KeyedEvent | undefined {
  const owner = key === undefined ? undefined : keys.get(key)
  return owner?.eventId === event.id ? undefined : owner
}

function resultOfRepeated({ event }: NewEvent, of: NewEvent, result: ItemResult): ItemResult {
  if (result.kind === 'rejected') return result
  const owner = result.sameAs ?? of.event.id
  return owner === event.id ? { kind: 'accepted' } : { kind: 'accepted', sameAs: owner }
}

function keysById(items: readonly NewEvent[]): ReadonlyMap<string, string> {
  return new Map(items.flatMap(({ event, key }) => (key === undefined ? [] : [[event.id, key]])))
}

function resultOf(result: EventResult): ItemResult {
  if (result.kind === 'accepted') return result
  const { code, reason, kind } = result
  return { kind: 'rejected', code, reason, isRecorded: kind === 'rejected' }
}
