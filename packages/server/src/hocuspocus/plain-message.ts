import * as decoding from 'lib0/decoding'

/** The types of y-websocket's messages that a client sends; Hocuspocus has them under the same numbers. */
export const PLAIN = { sync: 0, awareness: 1, queryAwareness: 3 } as const

const LAST_SYNC_STEP = 2

/** Is it one of y-websocket's messages, whole, and nothing more? What an update holds, the gate looks at. */
export function isPlainMessage(message: Uint8Array): boolean {
  try {
    const decoder = decoding.createDecoder(message)
    const type = decoding.readVarUint(decoder)
    if (type === PLAIN.sync && decoding.readVarUint(decoder) > LAST_SYNC_STEP) return false
    if (type === PLAIN.sync || type === PLAIN.awareness) decoding.readVarUint8Array(decoder)
    else if (type !== PLAIN.queryAwareness) return false
    return !decoding.hasContent(decoder)
  } catch {
    return false
  }
}
