import { type EventRecord, eventsOf, type VerdictRecord, verdictsOf } from '@docket/core'
import * as Y from 'yjs'
import { RawSocket } from './raw-socket.ts'
import { authFrame, SYNC, syncFrame } from './wire.ts'

export interface DocumentContent {
  readonly events: readonly EventRecord[]
  readonly verdicts: readonly VerdictRecord[]
}

/** What a client gets that has never seen the document. */
export async function readFreshDocument(port: number, name: string, token: string): Promise<DocumentContent> {
  const socket = new RawSocket(port)
  if (!(await socket.opened())) throw new Error('The server takes no connections')
  const doc = new Y.Doc()
  const synced = new Promise<void>((resolve, reject) => {
    socket.onHeard = (_, heard) => {
      if (heard.kind === 'denied') reject(new Error(`${name} was refused: ${heard.reason}`))
      if (heard.kind !== 'step2') return
      Y.applyUpdate(doc, heard.update)
      resolve()
    }
    void socket.closed.then(() => reject(new Error(`The server closed the connection of ${name}`)))
  })
  socket.send(authFrame(name, token))
  socket.send(syncFrame(name, SYNC.step1, Y.encodeStateVector(doc)))
  try {
    await synced
  } finally {
    socket.terminate()
  }
  if (doc.store.pendingStructs !== null) throw new Error(`${name} has structs that cannot be placed`)
  return { events: eventsOf(doc).toArray(), verdicts: verdictsOf(doc).toArray() }
}
