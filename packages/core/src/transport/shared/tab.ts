import type * as Y from 'yjs'
import { DocketError } from '../../event/errors.ts'
import type { Attachment, DocumentHost, Transport, TransportConnection, TransportHost } from '../transport.ts'
import { Hub } from './hub.ts'
import { TabAttachment } from './tab-attachment.ts'
import { TabLocks, tabLock } from './tab-locks.ts'
import {
  type DocumentMessage,
  heardError,
  type SharedMessage,
  type StoreMessage,
  type TabMessage,
} from './tab-messages.ts'

/** One tab among those that share a connection. It is the hub as well while it holds the lock. */
export class Tab implements TransportConnection {
  readonly #host: TransportHost
  readonly #transport: Transport
  readonly #locks: TabLocks
  readonly #scope: string
  readonly #id = crypto.randomUUID()
  readonly #channel: BroadcastChannel
  readonly #closed = new AbortController()
  readonly #attachments = new Set<TabAttachment>()
  #hub: Hub | undefined
  #isStarted = false
  /** The hub knows how far this tab has summaries: what it tells from now on leaves no gap. */
  #isJoined = false

  constructor(host: TransportHost, transport: Transport, locks: LockManager, scope: string) {
    this.#host = host
    this.#transport = transport
    this.#locks = new TabLocks(locks, (error) => this.#noLock(error))
    this.#scope = scope
    this.#channel = new BroadcastChannel(scope)
    this.#channel.onmessage = ({ data }: MessageEvent<SharedMessage>) => this.#hear(data)
    void this.#start()
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    const attachment = new TabAttachment(name, doc, host, {
      tab: this.#id,
      tell: (message) => this.#tell(message),
    })
    this.#attachments.add(attachment)
    if (this.#isStarted) attachment.open()
    return {
      // How much is committed is told apart from what was recorded.
      owns: () => false,
      detach: () => {
        if (this.#attachments.delete(attachment)) attachment.close()
      },
    }
  }

  askForCheckpoint(name: string): void {
    this.#tell({ kind: 'ask', document: name })
  }

  close(): void {
    if (this.#closed.signal.aborted) return
    for (const attachment of this.#attachments) attachment.close()
    this.#attachments.clear()
    this.#hub?.close()
    this.#closed.abort()
    this.#channel.close()
  }

  async #start(): Promise<void> {
    await this.#host.ready
    const { signal } = this.#closed
    if (signal.aborted) return
    void this.#locks.hold(tabLock(this.#scope, this.#id), signal, () => this.#begin())
    void this.#locks.hold(this.#scope, signal, () => this.#lead())
  }

  #noLock(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    const message = `The browser gives no lock, so this tab waits to be connected: ${why}`
    this.#host.onConnection('offline', new DocketError('lock_unavailable', message))
  }

  #begin(): void {
    if (this.#closed.signal.aborted) return
    this.#isStarted = true
    this.#introduce()
  }

  #lead(): void {
    if (this.#closed.signal.aborted) return
    this.#hub = new Hub({
      transport: this.#transport,
      tenant: this.#host.tenant,
      scope: this.#scope,
      locks: this.#locks,
      after: this.#host.summariesAfter(),
    })
  }

  #introduce(): void {
    this.#isJoined = false
    this.#tell({ kind: 'join', tab: this.#id, after: this.#host.summariesAfter() })
    for (const attachment of this.#attachments) attachment.open()
  }

  #tell(message: TabMessage): void {
    if (this.#isStarted && !this.#closed.signal.aborted) this.#channel.postMessage(message)
  }

  #hear(message: SharedMessage): void {
    if (!this.#isStarted || this.#closed.signal.aborted || message.kind === 'join' || message.kind === 'ask') return
    if (message.kind === 'hub') this.#introduce()
    else if ('name' in message) this.#hearOfDocument(message)
    else if (message.to === undefined || message.to === this.#id) this.#hearOfStore(message)
  }

  #hearOfDocument(message: DocumentMessage): void {
    const attachments = [...this.#attachments].filter((attachment) => attachment.isOf(message))
    for (const attachment of attachments) attachment.hear(message)
    if (message.kind === 'update' && attachments.length === 0) this.#host.onNews(message.name)
  }

  #hearOfStore(message: StoreMessage): void {
    switch (message.kind) {
      case 'connection':
        this.#host.onConnection(message.state, message.error && heardError(message.error))
        if (message.delayed) this.#host.onDelayed(true)
        break
      case 'delayed':
        this.#host.onDelayed(message.delayed)
        break
      case 'checkpoint':
        this.#host.onCheckpoint(message.document, message.checkpoint)
        break
      case 'time':
        this.#host.onServerTime(message.sample)
        break
      case 'summaries':
        if (message.to !== undefined) this.#isJoined = true
        if (this.#isJoined) this.#host.onSummaries(message.rows, message.cursor)
    }
  }
}
