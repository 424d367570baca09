import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { isAfter, offsetText } from './offset.ts'
import { followRows } from './row-changes.ts'
import type { Chunk, ShapeLog } from './shape-log.ts'
import { isRequest, readRequest, type ShapeRequest } from './shape-request.ts'
import { Shapes } from './shapes.ts'

export interface ElectricOptions {
  readonly databaseUrl: string
  /** Who asks must know it. */
  readonly secret?: string
  /** How long a live request is held when nothing changes, ms; Electric's is 20,000. */
  readonly longPollMs?: number
}

/** Serves shapes by Electric's HTTP protocol, out of a real Postgres. */
export interface ElectricServer {
  readonly url: string
  /** The parameters of all requests so far. */
  readonly asked: readonly URLSearchParams[]
  /** How many live requests are held. */
  readonly held: number
  /** All shapes are dropped: whoever has read them must begin anew. */
  rotate(): void
  /** It hears of no change before the returned function is called. */
  lag(): () => void
  /** While there is one, it is answered to every request. */
  fault: { readonly status: number; readonly headers?: Record<string, string> } | undefined
  close(): Promise<void>
}

const MUST_REFETCH = [{ headers: { control: 'must-refetch' } }]
// As Electric formats values.
const DISPLAY = '-c timezone=UTC -c datestyle=ISO,DMY -c intervalstyle=iso_8601 -c extra_float_digits=1'

export async function startElectricServer(options: ElectricOptions): Promise<ElectricServer> {
  const { databaseUrl, secret, longPollMs = 2_000 } = options
  const pool = new pg.Pool({ connectionString: databaseUrl, options: DISPLAY })
  const asked: URLSearchParams[] = []
  const closed = new AbortController()
  let held = 0
  const shapes: Shapes = new Shapes(pool, (table) => changes.watch(table))
  const changes = await followRows(pool, databaseUrl, (rows) => shapes.hear(rows))

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : 'failed'
      send(response, 400, { message: 'Invalid request', errors: { where: [message] } })
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://electric')
    asked.push(searchParams)
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const { fault } = electric
    if (fault !== undefined) return void response.writeHead(fault.status, fault.headers).end('{}')
    if (pathname !== '/v1/shape') return send(response, 404, { message: 'Not found' })
    if (secret !== undefined && searchParams.get('secret') !== secret) {
      return send(response, 401, { message: 'Unauthorized - Invalid API secret' })
    }
    const read = await readRequest(pool, searchParams)
    if (!isRequest(read)) return send(response, 400, { message: 'Invalid request', errors: read })
    const log = await shapes.logOf(read)
    if (read.handle !== undefined && read.handle !== log.handle) return refetch(response, log)
    const chunk = await nextChunk(log, read, gone.signal)
    if (log.isRotated) return refetch(response, await shapes.logOf(read))
    if (chunk === undefined) {
      return send(response, 400, { message: 'Invalid request', errors: { offset: ['out of bounds for this shape'] } })
    }
    sendChunk(response, read, log, chunk)
  }

  /** Undefined when what is asked for is not there. */
  async function nextChunk(
    log: ShapeLog,
    { offset, live }: ShapeRequest,
    gone: AbortSignal,
  ): Promise<Chunk | undefined> {
    if (offset === 'now') return { messages: [], end: log.end, isUpToDate: true }
    const isAhead = (): boolean => isAfter(offset, log.end)
    if (isAhead() || (live && log.after(offset).messages.length === 0)) {
      held++
      const timeout = AbortSignal.timeout(isAhead() ? longPollMs / 2 : longPollMs)
      await log.changed(AbortSignal.any([gone, closed.signal, timeout]))
      held--
    }
    return isAhead() ? undefined : log.after(offset)
  }

  function sendChunk(response: ServerResponse, request: ShapeRequest, log: ShapeLog, chunk: Chunk): void {
    const { definition, table, live, offset, cursor } = request
    const schema = Object.fromEntries(definition.columns.map((column) => [column, table.columns.get(column)]))
    const upToDate = { headers: { control: 'up-to-date', global_last_seen_lsn: String(log.end.tx) } }
    send(response, 200, chunk.isUpToDate ? [...chunk.messages, upToDate] : chunk.messages, {
      'electric-handle': log.handle,
      'electric-offset': offsetText(chunk.end),
      'electric-has-data': String(chunk.messages.length > 0),
      etag: `"${log.handle}:${offset === 'now' ? 'now' : offsetText(offset)}:${offsetText(chunk.end)}"`,
      'cache-control': live ? 'public, max-age=5' : 'public, max-age=604800, s-maxage=3600',
      ...(chunk.isUpToDate && { 'electric-up-to-date': '' }),
      ...(live ? { 'electric-cursor': nextCursor(cursor) } : { 'electric-schema': JSON.stringify(schema) }),
    })
  }

  /** Differs from the last one, so that no cache answers twice with the same. */
  function nextCursor(last: string): string {
    const next = Math.ceil(Date.now() / longPollMs)
    return String(String(next) === last ? next + 1 + Math.floor(Math.random() * 3_600) : next)
  }

  function refetch(response: ServerResponse, log: ShapeLog): void {
    send(response, 409, MUST_REFETCH, { 'electric-handle': log.handle, 'cache-control': 'public, max-age=60' })
  }

  function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const electric: ElectricServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get held() {
      return held
    },
    rotate: () => shapes.rotate(),
    lag: () => changes.lag(),
    fault: undefined,
    async close() {
      closed.abort()
      server.close()
      server.closeAllConnections()
      await changes.close()
      await pool.end()
    },
  }
  return electric
}
