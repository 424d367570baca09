import type { ClosingMoment } from '../../books/after-closing.ts'
import type { Closed } from '../../closing/closing-payload.ts'

/** A closing as the server has it. */
export interface MadeClosing {
  readonly id: string
  readonly closed: Closed
  /** Ms since the epoch. */
  readonly closedAtMs: number
  readonly closedBy: string | null
}

export function closingMoment({ closed, closedAtMs }: MadeClosing): ClosingMoment {
  return { number: closed.number, toSeq: closed.to_seq, closedAtMs }
}
