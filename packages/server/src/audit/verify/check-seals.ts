import { canonicalJson } from '../../chain/canonical-json.ts'
import { NOTHING } from '../../chain/link.ts'
import { type Seal, sealHash, sealText } from '../../chain/seal.ts'
import { Bad } from './finding.ts'
import { isHash, parse } from './read-step.ts'
import type { Step } from './step.ts'
import type { Keys } from './verify-signature.ts'

const FILE = 'seals.ndjson'

/** A line of `seals.ndjson`; undefined when it is none, or not canonical. */
export function readSeal(line: string): Seal | undefined {
  const value = parse(line)
  return value !== undefined && isSeal(value) && canonicalJson(value) === line ? value : undefined
}

function isSeal(value: object): value is Seal {
  const { tenant_id, seq, head, sealed_at_ms, previous, key_id, signature } = value as Partial<Record<string, unknown>>
  return (
    Object.keys(value).length === 7 &&
    typeof tenant_id === 'string' &&
    Number.isSafeInteger(seq) &&
    isHash(head) &&
    Number.isSafeInteger(sealed_at_ms) &&
    isHash(previous) &&
    isHash(key_id) &&
    typeof signature === 'string'
  )
}

/** Follows the seals beside the chain: their signatures, that each names the one before, and that the chain has their heads. */
export class SealCheck {
  readonly #tenant: string
  readonly #keys: Keys
  readonly #seals: Iterator<Seal | undefined, undefined>
  readonly #keyIds = new Set<string>()
  readonly #isFromFirst: boolean
  #before: Seal | undefined
  #next: Seal | undefined
  #sealedSeq: number | null = null

  /**
   * @param seals undefined stands for what is no seal
   * @param isFromFirst is the tenant's first seal one of them?
   */
  constructor(tenant: string, keys: Keys, seals: Iterable<Seal | undefined>, isFromFirst: boolean) {
    this.#tenant = tenant
    this.#isFromFirst = isFromFirst
    this.#keys = keys
    this.#seals = seals[Symbol.iterator]() as Iterator<Seal | undefined, undefined>
  }

  get sealedSeq(): number | null {
    return this.#sealedSeq
  }

  get keyIds(): readonly string[] {
    return [...this.#keyIds]
  }

  /** @throws Bad */
  start(): void {
    this.#advance()
  }

  /** @throws Bad */
  settle({ seq, hash }: Step): void {
    while (this.#next !== undefined && this.#next.seq <= seq) {
      if (this.#next.seq < seq) throw new Bad('inserted', 'A seal is of a number before the first', at(this.#next))
      if (this.#next.head !== hash) {
        throw new Bad('forked', `Number ${seq} was sealed with another hash: what is up to it was written anew`, {
          seq,
        })
      }
      this.#sealedSeq = seq
      this.#advance()
    }
  }

  /**
   * @param last the number of the last step of the chain
   * @throws Bad
   */
  end(last: number, sealIsNeeded: boolean): void {
    if (this.#next !== undefined) {
      throw new Bad('truncated', `A seal knows ${this.#next.seq} records, and there are ${last}`, { seq: last + 1 })
    }
    if (sealIsNeeded && this.#sealedSeq !== last) {
      throw new Bad('truncated', `No seal covers number ${last}`, { seq: last, file: FILE })
    }
  }

  #advance(): void {
    const { done, value: seal } = this.#seals.next()
    if (done) {
      this.#next = undefined
      return
    }
    if (seal === undefined) throw new Bad('malformed', 'A seal cannot be read', { file: FILE })
    this.#checkSignature(seal)
    this.#checkOrder(seal)
    this.#before = seal
    this.#next = seal
  }

  #checkSignature(seal: Seal): void {
    const isRight =
      seal.tenant_id === this.#tenant && this.#keys.verify(seal.key_id, Buffer.from(sealText(seal)), seal.signature)
    if (!isRight)
      throw new Bad('wrong_signature', `The seal of number ${seal.seq} is not signed by a key of ours`, at(seal))
    this.#keyIds.add(seal.key_id)
  }

  #checkOrder(seal: Seal): void {
    const before = this.#before
    if (before === undefined) {
      if (this.#isFromFirst && seal.previous !== NOTHING) {
        throw new Bad('deleted', 'A seal is missing before this one', at(seal))
      }
      return
    }
    if (sealHash(seal) === sealHash(before)) throw new Bad('inserted', 'A seal occurs twice', at(seal))
    if (seal.seq < before.seq) throw new Bad('reordered', 'A seal is of a smaller number than the one before', at(seal))
    if (seal.previous !== sealHash(before)) throw new Bad('deleted', 'A seal is missing before this one', at(seal))
  }
}

function at({ seq }: Seal): { seq: number; file: string } {
  return { seq, file: FILE }
}
