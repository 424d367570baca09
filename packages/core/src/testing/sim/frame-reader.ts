import * as decoding from 'lib0/decoding'
import { TYPE } from '../../transport/hocuspocus/protocol.ts'
import { parseServerMessage, type ServerMessage } from '../../transport/messages.ts'
import { SYNC } from '../../transport/sync-steps.ts'
import { valuesOf, type WireValue } from './wire-values.ts'

/** What a frame says, as far as oracles want to know. */
export type WireMessage =
  | { readonly kind: 'update'; readonly values: readonly WireValue[] }
  | { readonly kind: 'acknowledged'; readonly isTaken: boolean }
  | { readonly kind: 'said'; readonly message: ServerMessage }

export interface WireFrame {
  /** The document's name, and a session. */
  readonly address: string
  readonly name: string
  readonly message: WireMessage
}

const SYNC_REPLY = 4

/** Undefined for what says nothing of events. */
export function readFrame(frame: Uint8Array): WireFrame | undefined {
  const decoder = decoding.createDecoder(frame)
  const address = decoding.readVarString(decoder)
  const message = readMessage(decoding.readVarUint(decoder), decoder)
  return message && { address, name: address.split('\0', 1)[0] ?? '', message }
}

function readMessage(type: number, decoder: decoding.Decoder): WireMessage | undefined {
  if (type === TYPE.syncStatus) return { kind: 'acknowledged', isTaken: decoding.readVarUint(decoder) === 1 }
  if (type === TYPE.stateless) {
    const message = parseServerMessage(decoding.readVarString(decoder))
    return message && { kind: 'said', message }
  }
  if (type !== TYPE.sync && type !== SYNC_REPLY) return undefined
  const step = decoding.readVarUint(decoder)
  if (step === SYNC.step1) return undefined
  return { kind: 'update', values: valuesOf(decoding.readVarUint8Array(decoder)) }
}
