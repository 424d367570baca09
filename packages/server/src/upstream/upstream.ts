import { setTimeout as sleep } from 'node:timers/promises'
import {
  type DocumentAddress,
  documentName,
  hocuspocusTransport,
  type TransportConnection,
  type TransportHost,
} from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import { eachAtOnce } from '../each-at-once.ts'
import { type DocumentDesk, DocumentRefusedError } from '../hocuspocus/document-desk.ts'
import { type Synced, UpstreamDocument, UpstreamInterruptedError } from '../hocuspocus/upstream-document.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { movePosition, readPosition, toForwardAfter, type UpstreamPosition } from '../ledger/upstream.ts'
import { forgetRefusals, noteRefusal, refusals } from '../ledger/upstream-refused.ts'
import { Recent } from './recent.ts'
import { UpstreamNews } from './upstream-news.ts'

export interface UpstreamOptions {
  readonly tenant: string
  /** The central server's `/sync`. */
  readonly url: string
  /** Asked anew at every connect. */
  token(): Promise<string>
  readonly db: Queryable
  readonly desk: Pick<DocumentDesk, 'record' | 'exchange' | 'adopt'>
  onNote(note: UpstreamNote): void
}

/** What whoever runs the server wants to know; without payloads and tokens. */
export type UpstreamNote =
  | { readonly kind: 'connected' }
  /** It goes on trying. */
  | { readonly kind: 'disconnected'; readonly code: string }
  | { readonly kind: 'refused'; readonly document: string; readonly direction: 'up' | 'down'; readonly code: string }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Documents that are brought in step at the same time. */
const AT_ONCE = 32
/** Of the documents last brought in step, so many are kept: what is known of them need not be sent again. */
const KEPT = 128
const DOCUMENTS_A_ROUND = 256
/** Both servers' limits leave room for it. */
const PIECE = { bytes: 512 * 1024, items: 2_000 }
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000

/**
 * Keeps a tenant's ledger in step with the central server's: forwards what is committed here, in the order of its
 * numbers, and brings what is committed there. Each round is repeated until it is done whole; doing it again is safe.
 */
export class Upstream {
  readonly #options: UpstreamOptions
  readonly #principal: Principal
  readonly #recent = new Recent<UpstreamDocument>(KEPT)
  readonly #closed = new AbortController()
  #position: UpstreamPosition = { forwarded: 0, brought: 0 }
  #news = new UpstreamNews('', 0)
  #connection: TransportConnection | undefined
  #running: Promise<void> | undefined
  /** Something may be new. */
  #isKicked = false
  #wake: (() => void) | undefined
  /** Why there is no connection; undefined while there is one. */
  #disconnected: string | undefined = 'not_connected_yet'
  /** Documents that were refused, until they are not. */
  readonly #refused = new Map<string, DocumentAddress>()
  /** Those to look at again, whatever the numbers say. */
  readonly #again = new Map<string, DocumentAddress>()

  constructor(options: UpstreamOptions) {
    this.#options = options
    this.#principal = upstreamPrincipal(options)
  }

  /** Goes on where it ended. */
  async start(): Promise<void> {
    const { db, tenant } = this.#options
    this.#position = await readPosition(db, this.#options)
    this.#news = new UpstreamNews(tenant, this.#position.brought)
    for (const { entity, id } of await refusals(db, this.#options)) {
      const address = { tenant, entity, id }
      for (const documents of [this.#refused, this.#again]) documents.set(documentName(address), address)
    }
    const { url, token } = this.#options
    this.#connection = hocuspocusTransport({ url, token, maxRetryDelayMs: LAST_RETRY_MS }).connect(this.#host())
    this.#running = this.#run()
  }

  /** Something has been committed here. */
  kick(): void {
    this.#isKicked = true
    this.#wake?.()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#wake?.()
    await this.#running
    this.#connection?.close()
  }

  #host(): TransportHost {
    return {
      tenant: this.#options.tenant,
      ready: Promise.resolve(),
      summariesAfter: () => this.#news.cursor,
      onSummaries: (rows, cursor) => {
        this.#news.hear({ rows, cursor })
        this.kick()
      },
      onConnection: (state, error) => {
        const code = state === 'online' ? undefined : (error?.code ?? state)
        if (state === 'connecting' || code === this.#disconnected) return
        this.#disconnected = code
        this.#options.onNote(code === undefined ? { kind: 'connected' } : { kind: 'disconnected', code })
      },
      onServerTime: () => undefined,
      onDelayed: () => undefined,
      onNews: () => undefined,
      onCheckpoint: () => undefined,
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed
    for (let retryMs = FIRST_RETRY_MS; !signal.aborted; ) {
      try {
        this.#isKicked = false
        const isDone = await this.#round()
        retryMs = FIRST_RETRY_MS
        if (isDone && !this.#isKicked) await this.#kicked()
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof UpstreamInterruptedError)) this.#options.onNote({ kind: 'failed', error })
        await sleep(retryMs, undefined, { signal }).catch(() => undefined)
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
      }
    }
  }

  /** Returns whether nothing is left to do. */
  async #round(): Promise<boolean> {
    const { db, tenant } = this.#options
    const up = await toForwardAfter(db, tenant, this.#position.forwarded, this.#principal.subject)
    const down = this.#news.next(DOCUMENTS_A_ROUND)
    if (up.last === this.#position.forwarded && down === undefined && this.#again.size === 0) return true
    const all = [...up.documents, ...(down?.documents ?? []), ...this.#again.values()]
    const documents = new Map(all.map((address) => [documentName(address), address]))
    await eachAtOnce([...documents.values()], AT_ONCE, (address) => this.#sync(address))
    const brought = Math.max(this.#position.brought, down?.cursor ?? 0)
    await movePosition(db, this.#options, { forwarded: up.last, brought })
    this.#position = { forwarded: up.last, brought }
    this.#news.done()
    return false
  }

  async #sync(address: DocumentAddress): Promise<void> {
    const name = documentName(address)
    const isAgain = this.#again.delete(name)
    const document = this.#recent.take(name) ?? this.#open(address, name)
    try {
      const synced = await document.sync(this.#closed.signal).catch(refusedHere)
      if (synced.up === undefined && synced.down === undefined) this.#recent.put(name, document)?.close()
      else document.close()
      await this.#note(address, synced)
    } catch (error) {
      document.close()
      if (isAgain) this.#again.set(name, address)
      throw error
    }
  }

  #open(address: DocumentAddress, name: string): UpstreamDocument {
    const { desk } = this.#options
    const principal = this.#principal
    return new UpstreamDocument({
      name,
      connection: { attach: (...given) => this.#attach(...given) },
      async exchange(stateVector) {
        // What Postgres has may not be applied yet: this is answered after it.
        await desk.record(address, [], { principal })
        return desk.exchange(address, { principal, stateVector })
      },
      adopt: (update) => desk.adopt(address, update, principal),
      onLate: () => {
        this.#again.set(name, address)
        this.kick()
      },
      limits: PIECE,
    })
  }

  #attach(...given: Parameters<TransportConnection['attach']>): ReturnType<TransportConnection['attach']> {
    if (this.#connection === undefined) throw new Error('nothing is attached before `start`')
    return this.#connection.attach(...given)
  }

  async #note(address: DocumentAddress, synced: Synced): Promise<void> {
    const { db, onNote } = this.#options
    const name = documentName(address)
    if (this.#refused.delete(name)) await forgetRefusals(db, this.#options, address)
    for (const direction of ['up', 'down'] as const) {
      const refusal = synced[direction]
      if (refusal === undefined) continue
      this.#refused.set(name, address)
      await noteRefusal(db, this.#options, address, { direction, ...refusal })
      onNote({ kind: 'refused', document: name, direction, code: refusal.code })
    }
  }

  #kicked(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      if (this.#isKicked || this.#closed.signal.aborted) resolve()
    })
  }
}

/** What this server cannot open itself must not hold up the rest. */
function refusedHere(error: unknown): Synced {
  if (!(error instanceof DocumentRefusedError)) throw error
  const refusal = { code: error.code, reason: error.message }
  return { up: refusal, down: refusal }
}

/** As whom the central server's events come into this ledger. */
export function upstreamPrincipal({ tenant, url }: Pick<UpstreamOptions, 'tenant' | 'url'>): Principal {
  const { host } = new URL(url)
  return { subject: `upstream:${host}`, tenant, roles: [], expiresAtMs: Number.POSITIVE_INFINITY, isUpstream: true }
}
