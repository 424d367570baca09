import { json } from 'node:stream/consumers'
import { nextEventId } from '@docket/core'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { percentile } from '../lib/stats.ts'
import { appendFrame, authFrame, read, syncStep1Frame } from './wire.ts'

/** A load on a server, run by a process of its own: reads a Load, prints a line when all is open, and a LoadResult. */
export interface Load {
  readonly url: string
  /** Tokens by tenant; the clients take them in turns. */
  readonly tenants: readonly { readonly tenant: string; readonly token: string }[]
  readonly clients: number
  /** Each client its own document, or all of them on so many. */
  readonly documents: 'own' | number
  /** A part of the documents' names, so that each load begins with empty ones. */
  readonly run: string
  readonly seconds: number
  /** Updates a second in all; as fast as `window` lets without it. */
  readonly rate?: number
  /** Updates of a client that are sent and not yet acknowledged. */
  readonly window: number
  /** Documents that are open besides, and in which nothing happens. */
  readonly idleDocuments?: number
}

export interface LoadResult {
  readonly acknowledged: number
  readonly updatesPerSecond: number
  readonly ackP50Ms: number
  readonly ackP99Ms: number
  readonly propagationP50Ms: number
  readonly propagationP99Ms: number
}

export const STARTED = 'started'
const WATCHED_DOCUMENTS = 5

class LoadClient {
  readonly client = 1 + Math.floor(Math.random() * 2 ** 31)
  readonly name: string
  readonly #url: string
  #socket: WebSocket | undefined
  readonly sentAt: number[] = []
  acknowledged = 0
  sent = 0
  onAcknowledged: (sentAt: number) => void = () => undefined
  onUpdate: ((update: Uint8Array) => void) | undefined

  constructor(url: string, name: string) {
    this.name = name
    this.#url = url
  }

  get socket(): WebSocket {
    if (this.#socket === undefined) throw new Error('the client is not open')
    return this.#socket
  }

  open(token: string): Promise<void> {
    const socket = new WebSocket(this.#url, { perMessageDeflate: false })
    this.#socket = socket
    return new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', (code, reason) =>
        reject(new Error(`the server closed the socket: ${code} ${reason.toString()}`)),
      )
      socket.on('open', () => {
        socket.send(authFrame(this.name, token))
        socket.send(syncStep1Frame(this.name))
      })
      socket.on('message', (data: Buffer) => {
        const { heard } = read(data)
        if (heard.kind === 'synced') resolve()
        if (heard.kind === 'update') this.onUpdate?.(heard.update)
        if (heard.kind !== 'acknowledged') return
        if (!heard.applied) throw new Error('the server refused an update')
        const sentAt = this.sentAt[this.acknowledged++]
        if (sentAt !== undefined) this.onAcknowledged(sentAt)
      })
    })
  }

  send(): void {
    const at = Date.now()
    const event = { id: nextEventId(undefined, at), type: 'added', v: 1, at, by: 'u1', device: 'd1', payload: { n: 1 } }
    this.sentAt.push(performance.now())
    this.#socket?.send(appendFrame(this.name, this.client, this.sent++, event))
  }
}

const IDLE_DOCUMENTS_OF_A_SOCKET = 500
const OPENED_AT_ONCE = 50

/** One socket with many open documents, as a device has them. */
async function openIdle(url: string, names: readonly string[], token: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const waiting = new Map<string, () => void>()
  socket.on('message', (data: Buffer) => {
    const { name, heard } = read(data)
    if (heard.kind === 'synced') waiting.get(name)?.()
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  for (let start = 0; start < names.length; start += OPENED_AT_ONCE) {
    const opened = names.slice(start, start + OPENED_AT_ONCE).map((name) => {
      socket.send(authFrame(name, token))
      socket.send(syncStep1Frame(name))
      return new Promise<void>((resolve) => waiting.set(name, resolve))
    })
    await Promise.all(opened)
  }
  return socket
}

async function openIdleDocuments({ url, tenants, run: part, idleDocuments = 0 }: Load): Promise<WebSocket[]> {
  const [first] = tenants
  if (first === undefined) throw new Error('a load needs a tenant')
  const sockets: WebSocket[] = []
  for (let from = 0; from < idleDocuments; from += IDLE_DOCUMENTS_OF_A_SOCKET) {
    const count = Math.min(IDLE_DOCUMENTS_OF_A_SOCKET, idleDocuments - from)
    const names = Array.from({ length: count }, (_, index) => `${first.tenant}/counter/${part}-idle-${from + index}`)
    sockets.push(await openIdle(url, names, first.token))
  }
  return sockets
}

async function run(load: Load): Promise<LoadResult> {
  const { clients, documents, tenants } = load
  const idle = await openIdleDocuments(load)
  const nameOf = (index: number): string => {
    const { tenant } = tenantOf(index)
    return `${tenant}/counter/${load.run}-${documents === 'own' ? index : index % documents}`
  }
  const tenantOf = (index: number) =>
    tenants[(documents === 'own' ? index : index % documents) % tenants.length] as Load['tenants'][number]
  const senders = Array.from({ length: clients }, (_, index) => new LoadClient(load.url, nameOf(index)))
  const bySender = new Map(senders.map((sender) => [sender.client, sender]))
  await inTurns(senders, (sender, index) => sender.open(tenantOf(index).token))

  const propagation: number[] = []
  const watched = [...new Set(senders.map(({ name }) => name))].slice(0, WATCHED_DOCUMENTS)
  const watchers = watched.map((name) => new LoadClient(load.url, name))
  await inTurns(watchers, (watcher) =>
    watcher.open(tenantOf(senders.findIndex(({ name }) => name === watcher.name)).token),
  )
  for (const watcher of watchers) {
    watcher.onUpdate = (update) => {
      const now = performance.now()
      for (const struct of Y.decodeUpdate(update).structs) {
        const sender = bySender.get(struct.id.client)
        for (let clock = struct.id.clock; clock < struct.id.clock + struct.length; clock++) {
          const sentAt = sender?.sentAt[clock]
          if (sentAt !== undefined) propagation.push(now - sentAt)
        }
      }
    }
  }

  console.log(STARTED)
  const acks: number[] = []
  const startedAt = performance.now()
  const endsAt = startedAt + load.seconds * 1000
  const running = (): boolean => performance.now() < endsAt
  let done = (): void => undefined
  let lost = (_error: Error): void => undefined
  const finished = new Promise<void>((resolve, reject) => {
    done = resolve
    lost = reject
  })
  const check = (): void => {
    if (!running() && senders.every(({ sent, acknowledged }) => sent === acknowledged)) done()
  }
  for (const sender of senders) {
    sender.socket.on('close', (code, reason) =>
      lost(new Error(`the server closed a socket: ${code} ${reason.toString()}`)),
    )
    sender.onAcknowledged = (sentAt) => {
      acks.push(performance.now() - sentAt)
      if (load.rate === undefined && running()) sender.send()
      else check()
    }
  }
  if (load.rate === undefined) for (const sender of senders) for (let i = 0; i < load.window; i++) sender.send()
  else pace(senders, load.rate, running)
  setTimeout(check, load.seconds * 1000 + 1)
  await finished
  const seconds = (performance.now() - startedAt) / 1000
  for (const socket of [...[...senders, ...watchers].map((client) => client.socket), ...idle]) socket.terminate()
  return {
    acknowledged: acks.length,
    updatesPerSecond: acks.length / seconds,
    ackP50Ms: percentile(acks, 50),
    ackP99Ms: percentile(acks, 99),
    propagationP50Ms: percentile(propagation, 50),
    propagationP99Ms: percentile(propagation, 99),
  }
}

/** Sends at a constant rate, the clients in turns; what a late timer owes is sent at once. */
function pace(senders: readonly LoadClient[], rate: number, running: () => boolean): void {
  const startedAt = performance.now()
  let sent = 0
  const tick = (): void => {
    if (!running()) return
    const due = ((performance.now() - startedAt) / 1000) * rate
    for (; sent < due; sent++) senders[sent % senders.length]?.send()
    setTimeout(tick, 1)
  }
  tick()
}

async function inTurns<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const AT_ONCE = 50
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map((item, offset) => work(item, start + offset)))
  }
}

if (import.meta.main) {
  console.log(JSON.stringify(await run((await json(process.stdin)) as Load)))
  process.exit(0)
}
