import * as decoding from 'lib0/decoding'
import type { DocumentLane } from './document-lane.ts'
import { FRAME, type FrameHead } from './frame-head.ts'

/** Yjs' three kinds of sync messages. */
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2

interface Place {
  lane: DocumentLane | undefined
  /** What came before the document was open. */
  readonly waiting: (() => void)[]
}

/** The lanes of one socket, by address: where its updates go instead of to Hocuspocus. */
export class SocketLanes {
  readonly #places = new Map<string, Place>()

  /**
   * Takes a frame that carries an update; Hocuspocus must not see it.
   *
   * @param onHandled when the update is answered, or will never be
   * @returns false for any other frame
   */
  take({ address, type, contentAt }: FrameHead, frame: Uint8Array, onHandled: () => void): boolean {
    if (type !== FRAME.sync && type !== FRAME.syncReply) return false
    const step = frame[contentAt]
    if (step === STEP_1) this.#when(address, (lane) => lane.asked())
    if (step !== STEP_2 && step !== UPDATE) return false
    const update = contentOf(frame, contentAt + 1)
    if (update === undefined) return false
    this.#when(address, (lane) => lane.take(update, step === STEP_2, onHandled))
    return true
  }

  /** The document is open on this connection. */
  open(address: string, lane: DocumentLane): void {
    const place = this.#placeOf(address)
    place.lane = lane
    for (const next of place.waiting.splice(0)) next()
  }

  close(address: string): void {
    this.#places.delete(address)
  }

  #when(address: string, work: (lane: DocumentLane) => void): void {
    const place = this.#placeOf(address)
    if (place.lane !== undefined) work(place.lane)
    else place.waiting.push(() => place.lane && work(place.lane))
  }

  #placeOf(address: string): Place {
    const known = this.#places.get(address)
    if (known !== undefined) return known
    const place: Place = { lane: undefined, waiting: [] }
    this.#places.set(address, place)
    return place
  }
}

function contentOf(frame: Uint8Array, at: number): Uint8Array | undefined {
  try {
    const decoder = decoding.createDecoder(frame)
    decoder.pos = at
    return decoding.readVarUint8Array(decoder)
  } catch {
    return undefined
  }
}
