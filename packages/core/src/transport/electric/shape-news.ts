import { FetchError, isChangeMessage, isControlMessage, type Message, ShapeStream } from '@electric-sql/client'
import { reportUncaught } from '../../event/report-uncaught.ts'
import type { KeptToken } from '../kept-token.ts'
import type { NewsListener, NewsSource } from '../polling/news-source.ts'
import { Retries } from '../retries.ts'
import { ShapeRefusedError } from './shape-refused-error.ts'
import { summaryRow } from './summary-row.ts'

export interface ShapeNewsOptions {
  /** The server's `/v1/shape`. */
  readonly url: string
  readonly token: KeptToken
  readonly maxRetryDelayMs: number
}

/** The rows of the read model, as Electric tells of them. */
export function shapeNews(options: ShapeNewsOptions): NewsSource {
  return {
    open(listener) {
      const feed = new ShapeFeed(options, listener)
      return () => feed.close()
    },
  }
}

/** A stream of what changes from now on; when it ends, another one. */
class ShapeFeed {
  readonly #options: ShapeNewsOptions
  readonly #listener: NewsListener
  readonly #retries: Retries
  #stream = new AbortController()
  #hasReported = false

  constructor(options: ShapeNewsOptions, listener: NewsListener) {
    this.#options = options
    this.#listener = listener
    this.#retries = new Retries(options.maxRetryDelayMs, () => this.#begin())
    this.#begin()
  }

  close(): void {
    this.#retries.stop()
    this.#stream.abort()
  }

  #begin(): void {
    const { url, token } = this.#options
    const ended = new AbortController()
    this.#stream = ended
    let used = ''
    const stream = new ShapeStream({
      url,
      params: { table: 'summaries' },
      // What was before is not told: the server is asked for it.
      offset: 'now',
      log: 'changes_only',
      headers: {
        async authorization() {
          used = await token.get()
          return `Bearer ${used}`
        },
      },
      parser: { int8: Number },
      signal: ended.signal,
      // A failure is told; what then is ours to say.
      backoffOptions: { initialDelay: 0, maxDelay: 0, multiplier: 1, maxRetries: 0 },
      // A tab in the background may be the one that has the connection for all.
      runtimeVisibility: { subscribe: () => () => undefined },
      warnOnHttp: false,
    })
    stream.subscribe(
      (messages) => {
        if (!ended.signal.aborted) this.#hear(messages)
      },
      (error) => {
        if (ended.signal.aborted) return
        if (error instanceof FetchError && error.status === 401) token.drop(used)
        this.#failed(error)
      },
    )
  }

  #hear(messages: readonly Message[]): void {
    const rows = messages.filter(isChangeMessage).flatMap(({ headers, value }) => {
      const row = headers.operation === 'delete' ? undefined : summaryRow(value)
      return row === undefined ? [] : [row]
    })
    if (rows.length > 0) this.#listener.onRows(rows)
    const controls = messages.filter(isControlMessage).map(({ headers }) => headers.control)
    // What changed meanwhile is not in the shape that is begun anew.
    if (controls.includes('must-refetch')) this.#end()
    else if (controls.includes('up-to-date')) this.#live()
  }

  #live(): void {
    this.#retries.reset()
    this.#hasReported = false
    this.#listener.onLive(true)
  }

  #failed(error: Error): void {
    const isForGood = error instanceof FetchError && [400, 403, 404].includes(error.status)
    if (isForGood && !this.#hasReported) {
      this.#hasReported = true
      reportUncaught(new ShapeRefusedError(this.#options.url, error.status))
    }
    this.#end()
  }

  /** There will be another stream. */
  #end(): void {
    this.#stream.abort()
    this.#listener.onLive(false)
    this.#retries.soon()
  }
}
