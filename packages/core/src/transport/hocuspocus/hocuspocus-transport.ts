import { type HocuspocusProviderWebsocket, MessageType, type onMessageParameters } from '@hocuspocus/provider'
import * as decoding from 'lib0/decoding'
import type * as Y from 'yjs'
import { systemClock, type WallClock } from '../../clock/wall-clock.ts'
import { parseServerMessage } from '../messages.ts'
import { type Attachment, type DocumentHost, RefusedError, type Transport } from '../transport.ts'
import { openControl } from './control.ts'
import { HollowProvider } from './hollow-provider.ts'
import { refusalOf } from './refusal.ts'
import { Retries } from './retries.ts'
import { SilentRefusals } from './silent-refusals.ts'
import { openSyncSocket } from './sync-socket.ts'

export interface HocuspocusTransportOptions {
  /** The server's `/sync`, for example `wss://example.com/sync`. */
  readonly url: string
  /** A token, or how to get one; asked anew at every connect, so that it may expire. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock?: WallClock
  /** The longest pause between two attempts to connect, ms; 10,000 unless told. */
  readonly maxRetryDelayMs?: number
}

const MAX_RETRY_DELAY_MS = 10_000
/** Why a server refuses a document that it will let in later, on the same connection. */
const PASSING: ReadonlySet<string> = new Set(['database_unreachable'])

/** One WebSocket to a Docket server for all documents. */
export function hocuspocusTransport(options: HocuspocusTransportOptions): Transport {
  return {
    connect(host) {
      const socket = openSyncSocket(options.url, options.maxRetryDelayMs ?? MAX_RETRY_DELAY_MS)
      const token = tokenPerConnect(socket.provider, options.token)
      const control = openControl(socket, token, options.clock ?? systemClock, host)
      return {
        askForCheckpoint: (name) => control.askForCheckpoint(name),
        attach: (name, doc, documentHost) => attach(socket.provider, token, name, doc, documentHost),
        close() {
          control.close()
          socket.destroy()
        },
      }
    },
  }
}

function attach(
  socket: HocuspocusProviderWebsocket,
  token: () => Promise<string>,
  name: string,
  doc: Y.Doc,
  host: DocumentHost,
): Attachment {
  // The server has forgotten that we asked: ask as on a new connection.
  const retries = new Retries(() => void provider.sendToken().then(() => provider.startSync()))
  const silent = new SilentRefusals({
    sendAll: () => provider.forceSync(),
    onRefused: (error) => host.onUpdateRefused(error),
  })
  const provider = new HollowProvider({
    websocketProvider: socket,
    name,
    document: doc,
    token,
    awareness: null,
    sessionAwareness: true,
    onSynced: () => {
      retries.reset()
      host.onSynced()
    },
    onClose: () => retries.reset(),
    onAuthenticationFailed: ({ reason }) => {
      const refusal = refusalOf(reason)
      host.onRefused(refusal)
      if (PASSING.has(refusal.code)) retries.soon()
    },
    onDisconnect: () => silent.explained(),
    onMessage: ({ message }) => {
      const acknowledged = acknowledgementOf(message)
      if (acknowledged === true) silent.explained()
      if (acknowledged === false) silent.refused()
    },
    onStateless: ({ payload }) => {
      silent.explained()
      const message = parseServerMessage(payload)
      if (message?.kind === 'committed') host.onCommitted(message.clocks)
      if (message?.kind === 'refused') host.onUpdateRefused(new RefusedError(message.code, message.reason))
    },
  })
  provider.attach()
  return { owns: (origin) => origin === provider, detach }

  function detach(): void {
    retries.reset()
    silent.explained()
    provider.destroy()
  }
}

/** What a message says of an update of ours: the provider itself tells nobody of a negative one. */
function acknowledgementOf(message: onMessageParameters['message']): boolean | undefined {
  message.readVarString()
  return message.readVarUint() === MessageType.SyncStatus ? decoding.readVarInt(message.decoder) === 1 : undefined
}

/** Asks for the token once a connect, however many documents there are. */
function tokenPerConnect(
  socket: HocuspocusProviderWebsocket,
  token: HocuspocusTransportOptions['token'],
): () => Promise<string> {
  let current: Promise<string> | undefined
  socket.on('disconnect', () => {
    current = undefined
  })
  return () => {
    current ??= Promise.resolve(typeof token === 'function' ? token() : token)
    return current
  }
}
