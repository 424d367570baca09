import pg from 'pg'

export interface StandingOptions {
  readonly url: string
  /** A new connection, before anybody uses it. */
  onConnect(client: pg.Client): Promise<void>
  onNotification?(payload: string): void
  onError(error: unknown): void
}

const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000

/** One connection to Postgres that stays, for what belongs to a connection: locks, and `listen`. Made anew when it breaks. */
export class StandingConnection {
  readonly #options: StandingOptions
  #client: pg.Client | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: StandingOptions) {
    this.#options = options
  }

  /** @throws whatever Postgres or `onConnect` says */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'docket',
      connectionTimeoutMillis: LAST_RETRY_MS,
      keepAlive: true,
    })
    client.on('error', () => undefined)
    client.on('end', () => this.#lost(client))
    client.on('notification', ({ payload }) => this.#options.onNotification?.(payload ?? ''))
    try {
      await client.connect()
      await this.#options.onConnect(client)
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    if (this.#isClosed) await client.end()
    else this.#client = client
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    await this.#client?.end()
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#again(FIRST_RETRY_MS)
  }

  #again(pauseMs: number): void {
    if (this.#isClosed) return
    this.#retry = setTimeout(() => {
      this.open().catch((error: unknown) => {
        this.#options.onError(error)
        this.#again(Math.min(pauseMs * 2, LAST_RETRY_MS))
      })
    }, pauseMs)
    this.#retry.unref()
  }
}
