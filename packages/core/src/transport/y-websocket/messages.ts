// y-websocket's protocol: a type and what belongs to it, as lib0 writes them, in a WebSocket message of its own. The
// numbers are those of y-websocket 3.1 (`y-websocket.js`) and y-protocols (`auth.js`).

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { SyncStep } from '../sync-steps.ts'

const TYPE = { sync: 0, auth: 2 } as const
const PERMISSION_DENIED = 0

/** What is heard of it; awareness is not. */
export type RoomMessage =
  | { readonly kind: 'sync'; readonly step: number; readonly content: Uint8Array }
  | { readonly kind: 'denied'; readonly reason: string }

export function readMessage(message: Uint8Array): RoomMessage | undefined {
  const decoder = decoding.createDecoder(message)
  const type = decoding.readVarUint(decoder)
  if (type === TYPE.sync) {
    return { kind: 'sync', step: decoding.readVarUint(decoder), content: decoding.readVarUint8Array(decoder) }
  }
  if (type === TYPE.auth && decoding.readVarUint(decoder) === PERMISSION_DENIED) {
    return { kind: 'denied', reason: decoding.readVarString(decoder) }
  }
  return undefined
}

/** @param content a state vector, or an update */
export function syncMessage(step: SyncStep, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, TYPE.sync)
  encoding.writeVarUint(encoder, step)
  encoding.writeVarUint8Array(encoder, content)
  return encoding.toUint8Array(encoder)
}
