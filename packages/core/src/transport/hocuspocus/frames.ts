import * as encoding from 'lib0/encoding'
import type { SyncStep } from '../sync-steps.ts'
import { AUTH, TYPE } from './protocol.ts'

export type Frame = Uint8Array<ArrayBuffer>

export function tokenFrame(address: string, token: string): Frame {
  return frame(address, TYPE.auth, (encoder) => {
    encoding.writeVarUint(encoder, AUTH.token)
    encoding.writeVarString(encoder, token)
  })
}

/** @param content a state vector, or an update */
export function syncFrame(address: string, kind: SyncStep, content: Uint8Array): Frame {
  return frame(address, TYPE.sync, (encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, content)
  })
}

export function statelessFrame(address: string, payload: string): Frame {
  return frame(address, TYPE.stateless, (encoder) => encoding.writeVarString(encoder, payload))
}

/** Asks the server to close a document. */
export function closeFrame(address: string): Frame {
  return frame(address, TYPE.close)
}

function frame(address: string, type: number, write?: (encoder: encoding.Encoder) => void): Frame {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  encoding.writeVarUint(encoder, type)
  write?.(encoder)
  return encoding.toUint8Array(encoder)
}
