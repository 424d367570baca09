import { connect } from 'node:net'
import type { Random } from '../../random.ts'
import { markOf, TENANT } from '../arena.ts'
import { type Aftermath, expect, type Family, type Stage, type Surroundings } from '../attack.ts'
import { contentOf } from '../target.ts'
import { BAD_TOKENS } from './tenants.ts'

const OTHER = 'elsewhere'

interface Answer {
  readonly status: number
  readonly text: string
  readonly code: string | undefined
}

async function get({ server }: Surroundings, path: string, token: string, method = 'GET'): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`.trim() },
  })
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true
  return { status: response.status, text, code: isProblem ? (JSON.parse(text) as { code?: string }).code : undefined }
}

/** Every answer is an orderly one, and tells nothing of the tenant. */
function orderly({ status, text, code }: Answer, what: string, statuses: readonly number[]): Aftermath {
  expect(statuses.includes(status), `${what}: ${status} ${text.slice(0, 200)}`)
  expect(!text.includes(markOf(TENANT)), `${what} told something of another tenant`)
  expect(status < 400 || code !== undefined, `${what}: ${status} without a code: ${text.slice(0, 200)}`)
  return { label: `${status} ${code ?? ''}`.trim() }
}

function paths({ victim }: Stage): readonly string[] {
  const id = victim.name.split('/')[2]
  return [
    '/v1/events/since?after=0',
    '/v1/events/since?after=0&entity_type=tally&limit=500',
    '/v1/entities/tally',
    `/v1/entities/tally/${id}`,
    `/v1/entities/tally/${id}?at=2100-01-01T00:00:00Z`,
    ...['json', 'ndjson', 'csv', 'html'].map((format) => `/v1/entities/tally/${id}/audit?format=${format}`),
  ]
}

async function badTokens(stage: Stage, random: Random): Promise<Aftermath> {
  const what = random.pick(Object.keys(BAD_TOKENS).filter((name) => !/long/.test(name)))
  const token = await BAD_TOKENS[what]?.(random)
  const path = random.pick(paths(stage))
  return orderly(await get(stage.arena, path, token ?? ''), `${path} with a token: ${what}`, [401])
}

async function foreignIds(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const path = random.pick(paths(stage))
  const id = victim.name.split('/')[2] ?? ''
  const answer = await get(arena, path, await arena.token(OTHER))
  // No two tenants have a document of the same id here.
  expect(answer.status === 404 || !answer.text.includes(`"${id}"`), `${path} told of another tenant’s document`)
  return orderly(answer, path, path.includes(`/${id}`) ? [404] : [200])
}

const ODD = [
  "'",
  "x'; drop table docket.audit_events; --",
  "' or '1'='1",
  '%00',
  '%',
  '%ff',
  '%C0%AE%C0%AE%2f',
  '..%2f..%2fetc%2fpasswd',
  '__proto__',
  'constructor',
  '$1',
  '-1',
  '0x10',
  '1e3',
  '99999999999999999999',
  'NaN',
  '[]',
  'x'.repeat(4_000),
  '\u{1F600}',
]

async function oddParameters(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const id = victim.name.split('/')[2]
  const odd = random.pick(ODD)
  const [asPart, asValue] = [
    odd.includes('%') ? odd : encodeURIComponent(odd),
    odd.includes('%') ? odd : encodeURIComponent(odd),
  ]
  const path = random.pick([
    `/v1/entities/${asPart}`,
    `/v1/entities/${asPart}/${id}`,
    `/v1/entities/tally/${asPart}`,
    `/v1/entities/tally/${asPart}/audit`,
    `/v1/entities/tally/${id}/audit?format=${asValue}`,
    `/v1/entities/tally/${id}?at=${asValue}`,
    `/v1/entities/tally?limit=${asValue}`,
    `/v1/entities/tally?after=${asValue}`,
    `/v1/entities/tally?${asValue}=${asValue}`,
    `/v1/events/since?after=${asValue}`,
    `/v1/events/since?limit=${asValue}`,
    `/v1/events/since?entity_type=${asValue}`,
    `/v1/${asPart}`,
  ])
  const answer = await get(arena, path, await arena.token(OTHER))
  return orderly(answer, path, [200, 400, 404])
}

async function otherMethods(stage: Stage, random: Random): Promise<Aftermath> {
  const path = random.pick([...paths(stage), '/v1/dev/token', '/v1/events/batch', '/healthz'])
  const method = random.pick(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
  const answer = await get(stage.arena, path, await stage.arena.token(OTHER), method)
  return orderly(answer, `${method} ${path}`, [400, 404, 405, 415])
}

/** What no client of HTTP would send, by hand: the answer is an error or the end, and the server lives. */
async function brokenRequests({ arena, victim }: Stage, random: Random): Promise<Aftermath> {
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  const target = random.pick([
    '//',
    'http://x:99999/sync',
    'http://[::1/sync',
    'http://%/sync',
    '/sync#x',
    '*',
    '/%',
    '\\',
    '/sync/',
    '/',
    `/${victim.name}`,
  ])
  const text = random.pick([
    `GET ${target} HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n\r\n`,
    `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\nHost: ${random.pick(['a b', 'x:99999', '[', 'a/b', '%'])}\r\nConnection: close\r\n\r\n`,
    `GET /sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${random.pick(['h2c', 'x'])}\r\n\r\n`,
    `GET /sync HTTP/1.1\r\nHost: x\r\n${upgrade.replace('13', '99')}\r\n\r\n`,
    `POST /v1/events/since HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`,
    `POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n`,
    Buffer.from(random.bytes(200)).toString('latin1'),
  ])
  const answer = await exchange(arena.server.port, text)
  // A frame that no client sends: not masked, with reserved bits, of an unknown kind, too long.
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
  expect(
    status === 0 || (status >= 400 && status < 500) || status === 200,
    `${JSON.stringify(text)}: ${answer.slice(0, 200)}`,
  )
  const alive = await fetch(`http://127.0.0.1:${arena.server.port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )
  expect(alive, `the server does not answer after ${JSON.stringify(text)}`)
  return { label: status === 0 ? 'closed' : String(status) }
}

/** Bytes after a proper upgrade that are no frames of a WebSocket. */
async function brokenWebSockets({ arena }: Stage, random: Random): Promise<Aftermath> {
  const request =
    'GET /sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const garbage = Buffer.from([
    random.pick([0x82, 0xf2, 0x83, 0x8f, 0x09, 0x80, 0xff]),
    random.int(256),
    ...random.bytes(150),
  ])
  const answer = await exchange(arena.server.port, Buffer.concat([Buffer.from(request), garbage]))
  expect(answer.startsWith('HTTP/1.1 101'), answer.slice(0, 100))
  return { label: 'closed' }
}

/** Sends, hears until the other side is silent or closes. */
function exchange(port: number, request: string | Buffer): Promise<string> {
  const SILENCE_MS = 100
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'))
    socket.setTimeout(SILENCE_MS, () => socket.destroy())
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

/** For this file's own sake: what is hidden from others is there for its own tenant. */
async function ownAnswer(stage: Stage): Promise<Aftermath> {
  const { arena, victim } = stage
  const id = victim.name.split('/')[2]
  const answer = await get(arena, `/v1/entities/tally/${id}/audit`, await arena.token(TENANT))
  expect(answer.status === 200 && answer.text.includes(markOf(TENANT)), `its own tenant got ${answer.status}`)
  expect(
    contentOf(victim.model).events.every((event) => answer.text.includes(event.id)),
    'the trail lacks events',
  )
  return { label: 'its own tenant sees it' }
}

export const http: readonly Family[] = [
  { rule: 'TEN1', title: 'HTTP: tokens that are none', weight: 4, attack: badTokens },
  { rule: 'TEN1', title: 'HTTP: another tenant’s ids', weight: 4, attack: foreignIds },
  { rule: 'TEN1', title: 'HTTP: parameters that are none', weight: 5, attack: oddParameters },
  { rule: 'TEN1', title: 'HTTP: other methods', weight: 2, attack: otherMethods },
  { rule: 'TEN1', title: 'HTTP: its own ids', weight: 1, attack: ownAnswer },
  { rule: 'GAT1', title: 'requests that are no HTTP', weight: 2, attack: brokenRequests },
  { rule: 'GAT1', title: 'bytes that are no WebSocket frames', weight: 1, attack: brokenWebSockets },
]
