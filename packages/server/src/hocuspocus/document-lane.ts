import type { ServerMessage } from '@docket/core'
import { type Connection, OutgoingMessage } from '@hocuspocus/server'
import type { Principal } from '../auth/principal.ts'
import type { Breach } from '../gate/judgement.ts'
import type { CommitBudget } from './commit-budget.ts'
import type { CommittedNotices } from './committed-notices.ts'
import { type Arrival, Handshake } from './handshake.ts'
import type { Outcome, Submission } from './update-batch.ts'

export interface LaneOptions {
  readonly connection: Connection
  readonly principal: Principal
  readonly budget: CommitBudget
  readonly notices: CommittedNotices
  submit(submission: Submission): void
  onBreach(breach: Breach): void
  onFailure(error: unknown): void
}

/**
 * One connection's updates to one document. They pass Hocuspocus by: judged when they arrive, so that none waits for the
 * commit of the one before it, and acknowledged, in order, when they are committed and applied.
 */
export class DocumentLane {
  readonly #options: LaneOptions
  readonly #handshake = new Handshake()
  readonly #acknowledgement: Uint8Array
  readonly #refusal: Uint8Array

  constructor(options: LaneOptions) {
    this.#options = options
    const status = (isApplied: boolean): Uint8Array =>
      new OutgoingMessage(options.connection.messageAddress).writeSyncStatus(isApplied).toUint8Array()
    this.#acknowledgement = status(true)
    this.#refusal = status(false)
  }

  /** The client asks for what it lacks. */
  asked(): void {
    this.#handshake.asked()
  }

  /**
   * @param isAnswer to what the server asked when the document was opened
   * @param onHandled when the client has been told what became of it
   */
  take(update: Uint8Array, isAnswer: boolean, onHandled: () => void): void {
    const { principal, budget, submit } = this.#options
    const arrival = this.#handshake.arrived(isAnswer)
    budget.taken(update.byteLength)
    submit({
      content: update,
      principal,
      isCaughtUp: !arrival.isEarly,
      settle: (outcome) => {
        this.#tell(outcome, arrival)
        if (isAnswer) this.#acknowledge(this.#handshake.answered(outcome))
        onHandled()
        budget.settled(update.byteLength)
      },
    })
  }

  #tell(outcome: Outcome, arrival: Arrival): void {
    const { connection, notices, onBreach, onFailure } = this.#options
    if (outcome.kind === 'failed') onFailure(outcome.error)
    else if (outcome.kind === 'committed') {
      this.#acknowledge(1)
      notices.note(connection, outcome.clocks)
    } else if (outcome.kind === 'breach' && !this.#handshake.excuses(outcome, arrival)) {
      onBreach(outcome)
      connection.send(this.#refusal)
      const { code, reason } = outcome
      connection.sendStateless(JSON.stringify({ kind: 'refused', code, reason } satisfies ServerMessage))
    }
  }

  #acknowledge(times: number): void {
    for (let left = times; left > 0; left--) this.#options.connection.send(this.#acknowledgement)
  }
}
