import * as decoding from 'lib0/decoding'

/** How every frame of Hocuspocus' protocol begins. */
export interface FrameHead {
  /** The document's name, for session-aware clients with their session. */
  readonly address: string
  readonly type: number
  /** Where the content begins. */
  readonly contentAt: number
}

/** The kinds of frames that are looked at here. */
export const FRAME = { sync: 0, awareness: 1, auth: 2, syncReply: 4, stateless: 5, close: 7 } as const

// Three parts of a name, and a session of the client's own.
const MAX_ADDRESS_BYTES = 256

/** Undefined when it is none, or when its address is longer than any that means something. */
export function readFrameHead(frame: Uint8Array): FrameHead | undefined {
  try {
    const decoder = decoding.createDecoder(frame)
    if (decoding.peekVarUint(decoder) > MAX_ADDRESS_BYTES) return undefined
    const address = decoding.readVarString(decoder)
    const type = decoding.readVarUint(decoder)
    return isAddress(address) ? { address, type, contentAt: decoder.pos } : undefined
  } catch {
    return undefined
  }
}

/** A name, or a name and a session; with an empty session Hocuspocus would take the one for the other. */
function isAddress(address: string): boolean {
  const at = address.indexOf('\0')
  if (at === -1) return address !== ''
  return at > 0 && at < address.length - 1 && at === address.lastIndexOf('\0')
}

/** The same of a frame that the server itself has made. */
export function typeOfOwnFrame(frame: Uint8Array): number {
  const decoder = decoding.createDecoder(frame)
  const length = decoding.readVarUint(decoder)
  decoder.pos += length
  return decoding.readVarUint(decoder)
}
