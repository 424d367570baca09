import * as decoding from 'lib0/decoding'

/** What a frame of Hocuspocus' protocol that carries a Yjs update says. */
export interface UpdateFrame {
  /** The document's name, for session-aware clients with their session. */
  readonly address: string
  readonly update: Uint8Array
}

const SYNC = 0
const SYNC_REPLY = 4
const STEP_1 = 0

/** Undefined when it carries no update, or is none of Hocuspocus' frames. */
export function readUpdateFrame(frame: Uint8Array): UpdateFrame | undefined {
  try {
    const decoder = decoding.createDecoder(frame)
    const address = decoding.readVarString(decoder)
    const type = decoding.readVarUint(decoder)
    if (type !== SYNC && type !== SYNC_REPLY) return undefined
    if (decoding.readVarUint(decoder) === STEP_1) return undefined
    return { address, update: decoding.readVarUint8Array(decoder) }
  } catch {
    return undefined
  }
}
