import { NOTHING } from '../../chain/link.ts'
import { sha256 } from '../../chain/sha256.ts'
import { Bad } from './finding.ts'
import { eventIdOfStep, type LinkStep, type RecordStep, type Step } from './step.ts'

/** What the records of a document sum up to, in whatever order they are added. */
export class EventSum {
  #count = 0
  #sum = 0n

  add(eventId: string, verdict: string): void {
    this.#count++
    this.#sum += BigInt(`0x${sha256(`${eventId} ${verdict}`)}`)
  }

  equals(other: EventSum): boolean {
    return this.#count === other.#count && this.#sum === other.#sum
  }
}

interface DocumentHead {
  hash: string
  readonly isWhole: boolean
  /** Undefined when its first records are not here, or sums are not needed. */
  readonly events: EventSum | undefined
}

export interface DocumentsExpectation {
  readonly tenant: string
  /** All records of some documents, or all of some time. */
  readonly kind: 'entity' | 'period'
  /** The numbers of the first and of the last record. */
  readonly first: number
  readonly last: number | undefined
  /** Are there states to explain? Else sums are not needed. */
  readonly sums: boolean
}

/** Follows each document's own chain, in which the records have to be all of its. Memory: some bytes a document. */
export class DocumentsCheck {
  readonly #expected: DocumentsExpectation
  readonly #heads = new Map<string, DocumentHead>()
  /** The hashes of all heads, where what continues one of them must be there too. */
  readonly #hashes = new Set<string>()
  #records = 0
  #head: string | null = null

  constructor(expected: DocumentsExpectation) {
    this.#expected = expected
  }

  get records(): number {
    return this.#records
  }

  /** The hash of the last record. */
  get head(): string | null {
    return this.#head
  }

  /** All documents that have records here. */
  names(): Iterable<string> {
    return this.#heads.keys()
  }

  /** Are all its records here? Of a document without any they are, if nothing is before the first. */
  isWhole(document: string): boolean {
    return this.#heads.get(document)?.isWhole ?? this.#expected.first === 1
  }

  /** The events of a document all of whose records are here. */
  eventsOf(document: string): EventSum | undefined {
    return this.#heads.get(document)?.events
  }

  /** @throws Bad */
  settle(step: Step): void {
    if (step.kind === 'record') this.#record(step)
    else this.#link(step)
  }

  #link(step: LinkStep): void {
    const { kind, first, last } = this.#expected
    const isHidden =
      kind === 'entity'
        ? this.#hashes.has(step.entity_previous)
        : step.seq >= first && last !== undefined && step.seq <= last
    if (isHidden) throw new Bad('deleted', `Number ${step.seq} belongs here, and only its place is`, { seq: step.seq })
  }

  #record(step: RecordStep): void {
    const { content, entity_previous } = step
    const hash = copyOf(step.hash)
    const { tenant_id, entity_type, entity_id, event_id, verdict } = content
    const where = { seq: step.seq, ...eventIdOfStep(step) }
    if (tenant_id !== this.#expected.tenant) throw new Bad('inserted', 'It is of another tenant', where)
    if (
      typeof entity_type !== 'string' ||
      typeof entity_id !== 'string' ||
      typeof event_id !== 'string' ||
      typeof verdict !== 'string'
    ) {
      throw new Bad('malformed', 'Its content is not that of a record', where)
    }
    const document = `${entity_type}/${entity_id}`
    const head = this.#heads.get(document)
    if (entity_previous !== (head?.hash ?? this.#firstPrevious(entity_previous))) {
      throw this.#expected.kind === 'entity'
        ? new Bad('deleted', `The record of ${document} before number ${step.seq} is missing`, where)
        : new Bad('forked', `Number ${step.seq} does not continue the records of ${document}`, where)
    }
    this.#records++
    this.#head = hash
    const events = head === undefined ? this.#newSum(entity_previous) : head.events
    events?.add(event_id, verdict)
    if (this.#expected.kind === 'entity') {
      if (head !== undefined) this.#hashes.delete(head.hash)
      this.#hashes.add(hash)
    }
    if (head === undefined) this.#heads.set(document, { hash, events, isWhole: entity_previous === NOTHING })
    else head.hash = hash
  }

  /** A document may have begun before a period, unless nothing is before it. */
  #firstPrevious(claimed: string): string {
    return this.#expected.kind === 'period' && this.#expected.first > 1 ? claimed : NOTHING
  }

  #newSum(entityPrevious: string): EventSum | undefined {
    return this.#expected.sums && entityPrevious === NOTHING ? new EventSum() : undefined
  }
}

/** A part of a text keeps all of the text in memory; this is a text of its own. */
function copyOf(hash: string): string {
  return Buffer.from(hash, 'latin1').toString('latin1')
}
