import { RefusedError } from '../transport.ts'

/** A Docket server says why right after it has refused. */
const REASON_WITHIN_MS = 1_000

export interface SilentRefusalHooks {
  /** Sends the server all that it lacks of the document. */
  sendAll(): void
  onRefused(error: RefusedError): void
}

/**
 * Negative acknowledgements that nobody explains: those of another server, or of an update that a Docket server excuses
 * (a gap in the middle of the handshake). Then all of the document is sent once more; if that is refused without a word
 * too, the server will not take it.
 */
export class SilentRefusals {
  readonly #hooks: SilentRefusalHooks
  #timer: ReturnType<typeof setTimeout> | undefined
  #hasSentAll = false

  constructor(hooks: SilentRefusalHooks) {
    this.#hooks = hooks
  }

  /** An update was not acknowledged. */
  refused(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#hasSentAll) {
        this.explained()
        this.#hooks.onRefused(
          new RefusedError('update_refused', 'The server does not take the document, and does not say why'),
        )
      } else {
        this.#hasSentAll = true
        this.#hooks.sendAll()
      }
    }, REASON_WITHIN_MS)
  }

  /** The server has given a reason, or has taken something, or is gone. */
  explained(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#hasSentAll = false
  }
}
