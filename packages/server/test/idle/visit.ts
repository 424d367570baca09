import { type EventRecord, eventsOf } from '@docket/core'
import * as Y from 'yjs'
import { RawSocket } from '../raw-socket.ts'
import { waitUntil } from '../wait-until.ts'
import { authFrame, frame, MESSAGE, SYNC, syncFrame, updateFrame } from '../wire.ts'

export interface Visit {
  readonly port: number
  readonly token: string
  readonly names: readonly string[]
  /** Leave each document, and the connection afterwards; otherwise the connection just ends. */
  readonly politely: boolean
  /** What to record in each document right before leaving; nothing waits for the answers. */
  readonly parting?: (index: number) => EventRecord[]
}

/** Opens documents on one connection, all at once, and leaves. Returns how many events each of them had. */
export async function visitDocuments({ port, token, names, politely, parting }: Visit): Promise<number[]> {
  const socket = new RawSocket(port)
  if (!(await socket.opened())) throw new Error('The server takes no connections')
  const docs = new Map(names.map((name) => [name, new Y.Doc()]))
  const waiting = new Set(names)
  const problems: string[] = []
  socket.onHeard = (name, heard) => {
    if (heard.kind === 'denied') problems.push(`${name} was refused: ${heard.reason}`)
    if (heard.kind !== 'step2') return
    Y.applyUpdate(docs.get(name) ?? new Y.Doc(), heard.update)
    waiting.delete(name)
  }
  for (const [name, doc] of docs) {
    socket.send(authFrame(name, token))
    socket.send(syncFrame(name, SYNC.step1, Y.encodeStateVector(doc)))
  }
  await waitUntil(
    () => `${names.length} documents are open; ${waiting.size} are not. ${problems.slice(0, 3).join('. ')}`,
    () => waiting.size === 0 || problems.length > 0,
  )
  if (problems.length > 0) throw new Error(problems[0])
  const counts = [...docs.values()].map((doc) => eventsOf(doc).length)
  for (const [index, [name, doc]] of [...docs].entries()) {
    for (const event of parting?.(index) ?? []) {
      const before = Y.encodeStateVector(doc)
      eventsOf(doc).push([event])
      socket.send(updateFrame(name, Y.encodeStateAsUpdate(doc, before)))
    }
    if (politely) socket.send(frame(name, MESSAGE.close, () => undefined))
  }
  if (politely || parting !== undefined) await waitUntil('everything is sent', () => socket.unsentBytes === 0)
  socket.terminate()
  await socket.closed
  return counts
}
