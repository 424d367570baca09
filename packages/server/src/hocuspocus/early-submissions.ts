import type { Outcome } from './document-actor.ts'
import { readUpdateFrame } from './update-frame.ts'

/** Where the updates of one document on one connection go. */
export type Submit = (update: Uint8Array) => Promise<Outcome>

interface Lane {
  /** Undefined until the document is open on this connection. */
  submit: Submit | undefined
  /** Frames that came before that, and that Hocuspocus still holds: what comes after them must not pass them. */
  waiting: number
}

/**
 * Judges updates, and sends them to be committed, when their frames arrive: so that an update on a busy connection does
 * not wait for the commit of the one before it. Hocuspocus takes up the frames one by one later, and finds them
 * committed, or about to be.
 */
export class EarlySubmissions {
  readonly #lanes = new WeakMap<object, Map<string, Lane>>()
  readonly #outcomes = new WeakMap<Uint8Array, Promise<Outcome>>()

  /** A frame has arrived; give it to Hocuspocus, the same object, right afterwards. */
  arrived(socket: object, frame: Uint8Array): void {
    const read = readUpdateFrame(frame)
    if (read === undefined) return
    const lane = this.#lane(socket, read.address)
    if (lane.submit === undefined || lane.waiting > 0) {
      lane.waiting++
      return
    }
    const outcome = lane.submit(read.update)
    // Whoever takes it hears of a failure; nobody does where Hocuspocus has dropped the frame.
    outcome.catch(() => undefined)
    this.#outcomes.set(frame, outcome)
  }

  /** The document is open on this connection. */
  opened(socket: object, address: string, submit: Submit): void {
    this.#lane(socket, address).submit = submit
  }

  closed(socket: object, address: string): void {
    this.#lanes.get(socket)?.delete(address)
  }

  /** What became of a frame that Hocuspocus takes up now: already submitted, or submitted now. */
  async take(
    socket: object,
    address: string,
    frame: Uint8Array | undefined,
    submit: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const early = frame === undefined ? undefined : this.#outcomes.get(frame)
    if (early !== undefined) return early
    const lane = this.#lane(socket, address)
    // Submitting is synchronous up to the commit, so frames that arrive from now on may follow at once.
    const outcome = submit()
    if (lane.waiting > 0) lane.waiting--
    return await outcome
  }

  #lane(socket: object, address: string): Lane {
    const lanes = this.#lanes.get(socket) ?? new Map<string, Lane>()
    this.#lanes.set(socket, lanes)
    const lane = lanes.get(address) ?? { submit: undefined, waiting: 0 }
    lanes.set(address, lane)
    return lane
  }
}
