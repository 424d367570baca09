import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server, type ServerConfiguration } from '@hocuspocus/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../sync-steps.ts'
import type { ConnectionState, DocumentHost, TransportHost } from '../transport.ts'
import { syncFrame } from './frames.ts'
import { hocuspocusTransport } from './hocuspocus-transport.ts'

const soon = { timeout: 10_000 }

/** Stock Hocuspocus: the protocol as others speak it. */
async function stockServer(configuration: Partial<ServerConfiguration> = {}) {
  const server = new Server({ port: 0, quiet: true, ...configuration })
  await server.listen()
  onTestFinished(() => server.destroy())
  const sockets = new Set<Duplex>()
  server.httpServer.on('upgrade', (_, socket) => sockets.add(socket))
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return { cut, url: `ws://127.0.0.1:${server.address.port}` }
}

function connect(url: string, options: { token?: () => string; tickMs?: number } = {}) {
  const states: ConnectionState[] = []
  const host: TransportHost = {
    tenant: 'demo',
    onConnection: (state) => states.push(state),
    onServerTime: () => undefined,
    onDelayed: () => undefined,
    onSummaries: () => undefined,
    summariesAfter: () => 0,
    ready: Promise.resolve(),
    onNews: () => undefined,
    onCheckpoint: () => undefined,
  }
  const connection = hocuspocusTransport({ url, token: 'any', maxRetryDelayMs: 20, ...options }).connect(host)
  onTestFinished(() => connection.close())
  const open = (name: string) => {
    const doc = new Y.Doc()
    const events = doc.getArray('events')
    const heard = { synced: 0, refusals: [] as string[], committed: [] as (readonly [number, number])[] }
    const documentHost: DocumentHost = {
      generation: 0,
      onSynced: () => heard.synced++,
      onCommitted: (clocks) => void heard.committed.push(...clocks),
      onCheckpoint: () => undefined,
      onRefused: ({ code }) => heard.refusals.push(code),
      onUpdateRefused: ({ code }) => heard.refusals.push(code),
    }
    const attachment = connection.attach(name, doc, documentHost)
    return { doc, events, heard, attachment }
  }
  return { states, open, connection }
}

test('two devices have the same through a stock server, whoever recorded and when', async () => {
  const { url } = await stockServer()
  const [left, right] = [connect(url).open('demo/note/a'), connect(url).open('demo/note/a')]
  left.events.push(['before it was connected'])
  await vi.waitFor(() => expect(right.events.toArray()).toEqual(['before it was connected']), soon)
  right.events.push(['while it is'])
  await vi.waitFor(() => expect(left.events.toArray()).toEqual(['before it was connected', 'while it is']), soon)
})

test('a document that is closed and opened again without a pause is another session', async () => {
  const { url } = await stockServer()
  const { open } = connect(url)
  const first = open('demo/note/a')
  await vi.waitFor(() => expect(first.heard.synced).toBe(1), soon)
  first.attachment.detach()
  const second = open('demo/note/a')
  second.events.push(['again'])
  const other = connect(url).open('demo/note/a')
  await vi.waitFor(() => expect(other.events.toArray()).toEqual(['again']), soon)
  expect(first.events.toArray()).toEqual([])
})

test('what a Docket server asks from is committed, even if it became so after the server had said what is', async () => {
  const { url } = await stockServer({
    async connected({ connection }) {
      connection.sendStateless(JSON.stringify({ kind: 'committed', clocks: [] }))
    },
  })
  const { doc, events, heard } = connect(url).open('demo/note/a')
  events.push(['sent on a connection before'])
  await vi.waitFor(() => expect(heard.synced).toBe(1), soon)
  const other = connect(url).open('demo/note/a')
  await vi.waitFor(() => expect(other.heard.committed).toEqual([[doc.clientID, 1]]), soon)
})

test('[SAV1] what is committed is told when the verdicts on it are here', async () => {
  const { url } = await stockServer({
    async connected({ connection }) {
      connection.sendStateless(JSON.stringify({ kind: 'committed', clocks: [[7, 1]] }))
    },
  })
  const server = connect(url).open('demo/note/a')
  server.doc.getArray('verdicts').push(['a verdict'])
  const told: number[] = []
  await vi.waitFor(() => expect(server.heard.synced).toBe(1), soon)
  const doc = new Y.Doc()
  const verdicts = doc.getArray('verdicts')
  connect(url).connection.attach('demo/note/a', doc, {
    generation: 0,
    onSynced: () => undefined,
    onCommitted: () => void told.push(verdicts.length),
    onCheckpoint: () => undefined,
    onRefused: () => undefined,
    onUpdateRefused: () => undefined,
  })
  await vi.waitFor(() => expect(told).toContain(1), soon)
  expect(told).not.toContain(0)
})

test('[SAV1] what others commit while a document is being opened comes with the verdicts on it', async () => {
  const event = new Y.Doc()
  event.getArray('events').push(['an event'])
  const whole = new Y.Doc()
  const verdicts = whole.getArray('verdicts')
  verdicts.push(['on another event'])
  const before = Y.encodeStateVector(whole)
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(event))
  verdicts.push(['on the event'])
  const news = Y.encodeStateAsUpdate(whole, before)
  const { url } = await stockServer({
    async onLoadDocument({ document }) {
      Y.applyUpdate(document, Y.encodeStateAsUpdate(whole))
    },
    // Before it has answered what the document is.
    async connected({ connection }) {
      connection.send(syncFrame(connection.messageAddress, SYNC.update, news))
    },
  })
  const { doc, events, heard } = connect(url).open('demo/note/a')
  const shown: number[] = []
  doc.on('update', () => void (events.length > 0 && shown.push(doc.getArray('verdicts').length)))
  await vi.waitFor(() => expect(heard.synced).toBe(1), soon)
  expect(events.toArray()).toEqual(['an event'])
  expect(shown).toEqual([2])
})

test('the token is asked for once a connection, however many documents there are', async () => {
  const { cut, url } = await stockServer()
  const token = vi.fn(() => 'any')
  const { open } = connect(url, { token })
  const opened = Array.from({ length: 20 }, (_, index) => open(`demo/note/${index}`))
  await vi.waitFor(() => expect(opened.every(({ heard }) => heard.synced === 1)).toBe(true), soon)
  expect(token).toHaveBeenCalledTimes(1)
  cut()
  await vi.waitFor(() => expect(opened.every(({ heard }) => heard.synced === 2)).toBe(true), soon)
  expect(token).toHaveBeenCalledTimes(2)
})

test('without a token it is refused, and tries again', async () => {
  const { url } = await stockServer()
  const token = vi
    .fn(() => 'any')
    .mockImplementationOnce(() => {
      throw new Error('not signed in')
    })
  const { states, open } = connect(url, { token })
  const { heard } = open('demo/note/a')
  await vi.waitFor(() => expect(states.at(-1)).toBe('online'), soon)
  expect(states).toEqual(['connecting', 'refused', 'connecting', 'online'])
  expect(heard.refusals).toEqual(['token_unavailable'])
})

test('a document that the server closes is asked for again; the others go on', async () => {
  let faults = 1
  const { url } = await stockServer({
    async beforeSync({ documentName, type }) {
      if (documentName === 'demo/note/a' && type === 1 && faults-- > 0) throw new Error('fault')
    },
  })
  vi.spyOn(console, 'error').mockReturnValue(undefined)
  const { states, open } = connect(url)
  const [a, b] = [open('demo/note/a'), open('demo/note/b')]
  a.events.push(['a'])
  b.events.push(['b'])
  const watcher = connect(url)
  const [ofA, ofB] = [watcher.open('demo/note/a'), watcher.open('demo/note/b')]
  await vi.waitFor(() => expect([ofA.events.toArray(), ofB.events.toArray()]).toEqual([['a'], ['b']]), soon)
  expect(faults).toBeLessThan(1)
  expect(b.heard.synced).toBe(1)
  expect(states).toEqual(['connecting', 'online'])
})

test('a stock server that has nothing to say is not taken for lost', async () => {
  let asked = 0
  const { url } = await stockServer({
    async beforeSync({ documentName }) {
      if (documentName === 'demo/docket/control') asked++
    },
  })
  const { states } = connect(url, { tickMs: 300 })
  await vi.waitFor(() => expect(asked).toBeGreaterThan(3), soon)
  expect(states).toEqual(['connecting', 'online'])
})

test('a server that says nothing at all is given up, and tried again', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => void silent.close())
  const { states } = connect(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}`, { tickMs: 20 })
  await vi.waitFor(() => expect(states.slice(0, 3)).toEqual(['connecting', 'offline', 'connecting']), soon)
})
