import { HocuspocusProvider } from '@hocuspocus/provider'
import * as Y from 'yjs'
import type { WallClock } from '../../clock/wall-clock.ts'
import { controlDocumentName, documentName, parseDocumentName } from '../../event/document-name.ts'
import { type ClientMessage, parseServerMessage, type ServerMessage } from '../messages.ts'
import type { TransportHost } from '../transport.ts'
import { refusalOf } from './refusal.ts'
import type { SyncSocket } from './sync-socket.ts'

const TIME_EVERY_MS = 5_000
/** The server answers at once; a connection that brings no answer for so long is lost, whatever TCP thinks of it. */
const ANSWER_MS = 8_000
const FIRST_AUTH_RETRY_MS = 250
const LAST_AUTH_RETRY_MS = 10_000

export interface Control {
  askForCheckpoint(name: string): void
  close(): void
}

/** The control document: it keeps the socket alive (its awareness), and brings the server's time, summaries and troubles. */
export function openControl(
  socket: SyncSocket,
  token: () => Promise<string>,
  clock: WallClock,
  host: TransportHost,
): Control {
  let nextQuestion: ReturnType<typeof setTimeout> | undefined
  let noAnswer: ReturnType<typeof setTimeout> | undefined
  let authRetryMs = FIRST_AUTH_RETRY_MS
  const stopTimers = (): void => {
    clearTimeout(nextQuestion)
    clearTimeout(noAnswer)
    noAnswer = undefined
  }
  const say = (message: ClientMessage): void => control.sendStateless(JSON.stringify(message))
  const askForTime = (): void => {
    noAnswer ??= setTimeout(() => socket.drop(), ANSWER_MS)
    nextQuestion = setTimeout(askForTime, TIME_EVERY_MS)
    say({ kind: 'time', sentMs: clock.now() })
  }
  const hear = (message: ServerMessage): void => {
    clearTimeout(noAnswer)
    noAnswer = undefined
    if (message.kind === 'time') host.onServerTime({ ...message, receivedMs: clock.now() })
    if (message.kind === 'delayed') host.onDelayed(message.delayed)
    if (message.kind === 'summaries') host.onSummaries(message.rows, message.cursor)
    if (message.kind === 'checkpoint') {
      const name = documentName({ tenant: host.tenant, entity: message.entity, id: message.id })
      host.onCheckpoint(name, message.checkpoint ?? undefined)
    }
  }
  const control = new HocuspocusProvider({
    websocketProvider: socket.provider,
    name: controlDocumentName(host.tenant),
    document: new Y.Doc(),
    token,
    sessionAwareness: true,
    onAuthenticated: () => {
      authRetryMs = FIRST_AUTH_RETRY_MS
      host.onConnection('online')
      stopTimers()
      askForTime()
      say({ kind: 'summaries', after: host.summariesAfter() })
    },
    onAuthenticationFailed: ({ reason }) => {
      host.onConnection('refused', refusalOf(reason))
      stopTimers()
      nextQuestion = setTimeout(() => socket.reconnect(), authRetryMs)
      authRetryMs = Math.min(authRetryMs * 2, LAST_AUTH_RETRY_MS)
    },
    onStatus: ({ status }) => {
      if (status === 'connected') return
      stopTimers()
      host.onConnection(status === 'connecting' ? 'connecting' : 'offline')
    },
    onStateless: ({ payload }) => {
      const message = parseServerMessage(payload)
      if (message !== undefined) hear(message)
    },
  })
  control.attach()
  return {
    askForCheckpoint(name) {
      const address = parseDocumentName(name)
      if (address !== undefined) say({ kind: 'checkpoint', entity: address.entity, id: address.id })
    },
    close() {
      stopTimers()
      control.destroy()
    },
  }
}
