import type { EventRecord, VerdictRecord } from '@docket/core'
import { onTestFinished } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

export interface PlainClient {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  readonly events: Y.Array<EventRecord>
  readonly verdicts: Y.Array<VerdictRecord>
  /** How often its connection ended, in whatever way. */
  readonly closes: () => number
  /** How the server ended it for good; from then on the provider does not try again. */
  readonly end: () => { readonly code: number; readonly reason: string } | undefined
}

export interface PlainOptions {
  /** In the URL. */
  readonly params?: Record<string, string>
  /** As subprotocols. */
  readonly protocols?: string[]
  readonly doc?: Y.Doc
}

/** y-websocket's own provider, with a hand-made Y.Doc. */
export function openPlainClient(port: number, name: string, options: PlainOptions): PlainClient {
  const { doc = new Y.Doc(), params = {}, protocols = [] } = options
  let end: { code: number; reason: string } | undefined
  let closes = 0
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/y`, name, doc, {
    params,
    protocols,
    // Else providers of one process would speak with each other, and not with the server.
    disableBc: true,
    maxBackoffTime: 200,
  })
  provider.on('connection-close', () => {
    closes++
  })
  provider.on('closed', (event) => {
    end = event
  })
  onTestFinished(() => provider.destroy())
  return {
    doc,
    provider,
    events: doc.getArray<EventRecord>('events'),
    verdicts: doc.getArray<VerdictRecord>('verdicts'),
    closes: () => closes,
    end: () => end,
  }
}
