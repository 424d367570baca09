import { parseDocumentName, RESERVED_ENTITY } from '@docket/core'
import type { BudgetWaiter, CommitBudget } from './commit-budget.ts'
import { FRAME } from './frame-head.ts'
import type { AdmittedFrame } from './socket-intake.ts'

export interface HeldFramesOptions {
  readonly budget: CommitBudget
  readonly pass: (frame: AdmittedFrame) => void
  /** Is the document still open on this socket, or about to be? */
  readonly isOpen: (address: string) => boolean
}

const SYNC_STEP_1 = 0

/**
 * The frames of one socket that wait because too much waits for Postgres: updates, and what comes after them for the same
 * document. All else passes, so that a client goes on hearing, above all that committing is delayed.
 */
export class HeldFrames implements BudgetWaiter {
  readonly #options: HeldFramesOptions
  readonly #held = new Map<string, AdmittedFrame[]>()

  constructor(options: HeldFramesOptions) {
    this.#options = options
  }

  take(frame: AdmittedFrame): void {
    if (!this.#hold(frame)) this.#options.pass(frame)
  }

  passOne(): boolean {
    const [next] = this.#held
    if (next === undefined) return false
    const [address, frames] = next
    const frame = frames.shift()
    // Documents take turns as sockets do.
    this.#held.delete(address)
    if (frames.length > 0) this.#held.set(address, frames)
    if (frame !== undefined && this.#options.isOpen(address)) this.#options.pass(frame)
    return this.#held.size > 0
  }

  /** The socket is closed: its client still has what was held, unacknowledged. */
  clear(): void {
    this.#held.clear()
    this.#options.budget.forget(this)
  }

  #hold(frame: AdmittedFrame): boolean {
    const { budget } = this.#options
    if (this.#held.size === 0 && !budget.isFull) return false
    const { address } = frame.head
    const before = this.#held.get(address)
    if (before === undefined && !(budget.isFull && isUpdate(frame))) return false
    if (before === undefined) this.#held.set(address, [frame])
    else before.push(frame)
    budget.wait(this)
    return true
  }
}

function isUpdate({ head: { address, type, contentAt }, frame }: AdmittedFrame): boolean {
  if (type !== FRAME.sync && type !== FRAME.syncReply) return false
  return frame[contentAt] !== SYNC_STEP_1 && !isControl(address)
}

function isControl(address: string): boolean {
  return parseDocumentName(address.split('\0', 1)[0] ?? '')?.entity === RESERVED_ENTITY
}
