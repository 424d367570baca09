import { NOTHING } from '../../chain/link.ts'
import { sha256 } from '../../chain/sha256.ts'
import { RevealCheck } from './check-reveal.ts'
import { Bad } from './finding.ts'
import { eventIdOfStep, isChained, type Step } from './step.ts'

export interface ChainExpectation {
  /** The number of the first step. */
  readonly first: number
  /** The number of the last record; undefined when only the seals know. */
  readonly last: number | undefined
  /** Called for each step that is in its place, one after the other. */
  settle(step: Step): void
}

/**
 * Follows the chain step by step: hashes, numbers, and that each names the one before. A step is in its place
 * (`settle`) when the one after it has been seen to name it, or there is none.
 *
 * Constant memory: where a number is missing, what comes after is only looked through, for whether it comes later.
 */
export class ChainCheck {
  readonly #expectation: ChainExpectation
  readonly #reveals = new RevealCheck()
  #last: Step | undefined
  /** Has the number of `#last` too: the next step says which of them is the right one. */
  #twin: Step | undefined
  #missing: number | undefined
  /** Does not give its hash; where others come after it, they tell why. */
  #doubtful: Step | undefined
  #isNext = false
  #recordCameLater = false
  #anyCameLater = false

  constructor(expectation: ChainExpectation) {
    this.#expectation = expectation
  }

  /** @throws Bad */
  add(step: Step): void {
    if (this.#doubtful !== undefined) this.#nameShift(step, this.#doubtful)
    else if (this.#missing === undefined) this.#follow(step)
    else this.#search(step, this.#missing)
  }

  #follow(step: Step): void {
    if (this.#twin !== undefined) throw inserted(step.previous === this.#twin.hash ? this.#last : this.#twin)
    const expected = this.#expected
    if (step.seq > expected) {
      this.#missing = expected
      this.#search(step, expected)
    } else if (step.seq < expected) {
      if (step.seq !== this.#last?.seq) throw inserted(step)
      this.#twin = step
    } else {
      if (isChained(step)) this.#append(step)
      else this.#doubt(step)
    }
  }

  #append(step: Step): void {
    this.#checkContent(step)
    const before = this.#last
    if (before === undefined ? step.seq === 1 && step.previous !== NOTHING : step.previous !== before.hash) {
      throw edited(before ?? step, 'the record after it was chained to another hash')
    }
    if (before !== undefined) this.#expectation.settle(before)
    this.#last = step
    if (this.#isBeyond(step)) throw inserted(step)
  }

  /** Is something known to be wrong already, and only not yet what? */
  get isSearching(): boolean {
    return this.#doubtful !== undefined || this.#missing !== undefined
  }

  /** @throws Bad */
  end(): void {
    if (this.#doubtful !== undefined) throw edited(this.#doubtful, 'its content and its place do not give its hash')
    if (this.#missing !== undefined) throw this.#gone(this.#missing)
    if (this.#twin !== undefined) throw inserted(this.#twin)
    if (this.#last !== undefined) this.#expectation.settle(this.#last)
    const { last } = this.#expectation
    if (last !== undefined && this.#expected <= last) throw this.#gone(this.#expected)
  }

  /** The number of the next step. */
  get #expected(): number {
    return this.#last === undefined ? this.#expectation.first : this.#last.seq + 1
  }

  #isBeyond({ kind, seq }: Step): boolean {
    const { last } = this.#expectation
    return kind === 'record' && last !== undefined && seq > last
  }

  #checkContent(step: Step): void {
    if (step.kind === 'link') return
    if (step.contentHash !== undefined && step.contentHash !== sha256(step.text)) {
      throw edited(step, 'its content does not give its hash')
    }
    const pointer = this.#reveals.wrongPointer(step)
    if (pointer !== undefined) throw edited(step, `${pointer} is not what was committed to`)
  }

  #doubt(step: Step): void {
    const before = this.#last
    if (before !== undefined && isChained(step, { seq: step.seq - 1, previous: before.previous })) {
      throw inserted(before)
    }
    this.#doubtful = step
    this.#isNext = true
  }

  /** Was a record put in, taken out or moved, and those after it given other numbers? */
  #nameShift(step: Step, doubtful: Step): void {
    const { seq } = doubtful
    const wasHere = isChained(step, { seq, previous: this.#last?.hash ?? doubtful.previous })
    if (this.#isNext && isChained(step, { seq: step.seq + 1, previous: doubtful.hash })) {
      throw new Bad('deleted', `Number ${seq} is missing, and those after it have other numbers`, { seq })
    }
    if (this.#isNext && wasHere && !isChained(doubtful, { seq: seq + 1, previous: step.hash })) throw inserted(doubtful)
    this.#isNext = false
    if (wasHere) throw reordered(step, seq)
  }

  #search(step: Step, missing: number): void {
    if (step.seq === missing) throw reordered(step, missing)
    this.#anyCameLater = true
    if (step.kind === 'record') this.#recordCameLater = true
  }

  #gone(missing: number): Bad {
    const { last } = this.#expectation
    const isTail = last === undefined || missing <= last
    if (this.#recordCameLater || (this.#anyCameLater && !isTail)) {
      return new Bad('deleted', `Number ${missing} is missing, and others come after it`, { seq: missing })
    }
    return new Bad('truncated', `The records end before number ${missing}, and there were more`, { seq: missing })
  }
}

function edited(step: Step, why: string): Bad {
  return new Bad('edited', `Number ${step.seq} is not what was recorded: ${why}`, {
    seq: step.seq,
    ...eventIdOfStep(step),
  })
}

function reordered(step: Step, seq: number): Bad {
  return new Bad('reordered', `Number ${seq} does not stand in its place, but later`, { seq, ...eventIdOfStep(step) })
}

function inserted(step: Step | undefined): Bad {
  if (step === undefined) return new Bad('inserted', 'A number occurs twice')
  return new Bad('inserted', `Number ${step.seq} has one record too many, which nothing is chained to`, {
    seq: step.seq,
    ...eventIdOfStep(step),
  })
}
