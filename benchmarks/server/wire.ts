import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** What the load generator needs of Hocuspocus' protocol, so that it costs less than the server that it measures. */

const SYNC = 0
const AUTH = 2
const SYNC_STATUS = 8
const STEP_1 = 0
const UPDATE = 2
const CONTENT_ANY = 8
const HAS_ORIGIN = 0x80

export function authFrame(name: string, token: string): Uint8Array {
  return frame(name, (encoder) => {
    encoding.writeVarUint(encoder, AUTH)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, token)
  })
}

export function syncStep1Frame(name: string): Uint8Array {
  return frame(name, (encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, STEP_1)
    encoding.writeVarUint8Array(encoder, new Uint8Array([0]))
  })
}

/** A frame that appends one value to `events` as the next item of a client. */
export function appendFrame(name: string, client: number, clock: number, value: unknown): Uint8Array {
  return frame(name, (encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, UPDATE)
    encoding.writeVarUint8Array(encoder, appendUpdate(client, clock, value))
  })
}

/** Yjs' update format, version 1: one client, one struct, no deletions. */
export function appendUpdate(client: number, clock: number, value: unknown): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeUint8(encoder, clock === 0 ? CONTENT_ANY : CONTENT_ANY | HAS_ORIGIN)
  if (clock === 0) {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'events')
  } else {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock - 1)
  }
  encoding.writeVarUint(encoder, 1)
  encoding.writeAny(encoder, value as never)
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

export type Heard =
  | { readonly kind: 'acknowledged'; readonly applied: boolean }
  | { readonly kind: 'synced' }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'other' }

export function read(data: Uint8Array): { readonly name: string; readonly heard: Heard } {
  const decoder = decoding.createDecoder(data)
  const name = decoding.readVarString(decoder)
  const type = decoding.readVarUint(decoder)
  if (type === SYNC_STATUS)
    return { name, heard: { kind: 'acknowledged', applied: decoding.readVarInt(decoder) === 1 } }
  if (type !== SYNC) return { name, heard: { kind: 'other' } }
  const sync = decoding.readVarUint(decoder)
  if (sync === STEP_1) return { name, heard: { kind: 'other' } }
  if (sync === UPDATE) return { name, heard: { kind: 'update', update: decoding.readVarUint8Array(decoder) } }
  return { name, heard: { kind: 'synced' } }
}

function frame(name: string, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, name)
  write(encoder)
  return encoding.toUint8Array(encoder)
}
