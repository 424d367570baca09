import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Frames of Hocuspocus' protocol, made and read by hand: no provider would send what a hostile client does. */

export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  broadcastStateless: 6,
  close: 7,
  syncStatus: 8,
} as const

export const SYNC = { step1: 0, step2: 1, update: 2 } as const

const AUTH = { token: 0, denied: 1, authenticated: 2 } as const

export type Heard =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'acknowledged'; readonly applied: boolean }
  | { readonly kind: 'stateless'; readonly payload: string }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'other'; readonly type: number }

export function frame(address: string, type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, address)
    encoding.writeVarUint(encoder, type)
    write(encoder)
  })
}

export function authFrame(address: string, token: string): Uint8Array {
  return frame(address, MESSAGE.auth, (encoder) => {
    encoding.writeVarUint(encoder, AUTH.token)
    encoding.writeVarString(encoder, token)
  })
}

/** `step` may be one that does not exist. */
export function syncFrame(address: string, step: number, content: Uint8Array, type: number = MESSAGE.sync): Uint8Array {
  return frame(address, type, (encoder) => {
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, content)
  })
}

export function updateFrame(address: string, update: Uint8Array): Uint8Array {
  return syncFrame(address, SYNC.update, update)
}

export function statelessFrame(address: string, payload: string, type: number = MESSAGE.stateless): Uint8Array {
  return frame(address, type, (encoder) => encoding.writeVarString(encoder, payload))
}

export function awarenessFrame(address: string, update: Uint8Array): Uint8Array {
  return frame(address, MESSAGE.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update))
}

export function readFrame(data: Uint8Array): { readonly address: string; readonly heard: Heard } {
  const decoder = decoding.createDecoder(data)
  const address = decoding.readVarString(decoder)
  return { address, heard: readMessage(decoder) }
}

function readMessage(decoder: decoding.Decoder): Heard {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case MESSAGE.sync:
    case MESSAGE.syncReply:
      return readSync(decoder)
    case MESSAGE.auth:
      return readAuth(decoder)
    case MESSAGE.syncStatus:
      return { kind: 'acknowledged', applied: decoding.readVarUint(decoder) === 1 }
    case MESSAGE.stateless:
      return { kind: 'stateless', payload: decoding.readVarString(decoder) }
    case MESSAGE.awareness:
      return { kind: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case MESSAGE.close:
      return { kind: 'closed', reason: decoding.readVarString(decoder) }
    default:
      return { kind: 'other', type }
  }
}

function readSync(decoder: decoding.Decoder): Heard {
  const step = decoding.readVarUint(decoder)
  const content = decoding.readVarUint8Array(decoder)
  if (step === SYNC.step1) return { kind: 'step1', stateVector: content }
  return { kind: step === SYNC.step2 ? 'step2' : 'update', update: content }
}

function readAuth(decoder: decoding.Decoder): Heard {
  const kind = decoding.readVarUint(decoder)
  const text = decoding.readVarString(decoder)
  return kind === AUTH.authenticated ? { kind: 'authenticated' } : { kind: 'denied', reason: text }
}
