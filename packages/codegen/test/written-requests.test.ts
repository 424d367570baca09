// How the generated functions write what they are told, byte for byte, at a real server.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { generatedCode } from './generated-modules.ts'
import { outFolder } from './out-folder.ts'

interface Room {
  readonly name: string
  readonly seats: number
}
interface Calls {
  listRooms(
    api: Api,
    input: { query?: unknown; headers?: unknown },
    options?: { signal?: AbortSignal },
  ): Promise<Room[]>
  createRoom(api: Api, input: { body: unknown }): Promise<Room>
  getPlan(api: Api, input: { path: { roomId: string } }): Promise<Blob>
  replacePlan(api: Api, input: { path: { roomId: string }; body: unknown }): Promise<void>
  replaceSign(api: Api, input: { path: { roomId: string }; body: string }): Promise<string>
}
interface Api {
  readonly baseUrl: string
  readonly token?: () => string
}

const code = await generatedCode('booking', await outFolder('written-requests'))
const calls = await code.load<Calls>('client/rooms-calls.ts')

let seen: { line: string; type: string | undefined; headers: NodeJS.Dict<string | string[]>; body: string }
let reply: { status: number; type: string; body: string }
const server = createServer((request, response) => {
  const { method, url, headers } = request
  void buffer(request).then((body) => {
    seen = { line: `${method} ${url}`, type: headers['content-type'], headers, body: body.toString() }
    response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body)
  })
}).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => void server.close())
const api: Api = { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }

const json = (value: unknown): typeof reply => ({ status: 200, type: 'application/json', body: JSON.stringify(value) })
const none = { status: 204, type: 'text/plain', body: '' }

beforeEach(() => {
  reply = json([])
})

test.each([
  ['a list, each for itself', { tag: ['a b', 'c&d'] }, '?tag=a+b&tag=c%26d'],
  ['a list with commas', { floors: [1, 2] }, '?floors=1%2C2'],
  ['a list with bars', { with: ['beamer', 'board'] }, '?with=beamer%7Cboard'],
  ['a list with spaces', { near: ['x', 'y'] }, '?near=x+y'],
  ['an object in brackets', { seats: { min: 2, max: 8 } }, '?seats%5Bmin%5D=2&seats%5Bmax%5D=8'],
  ['an object whose members stand for themselves', { page: { limit: 5, cursor: 'é' } }, '?limit=5&cursor=%C3%A9'],
  ['JSON', { filter: { any: ['a', 'b'] } }, '?filter=%7B%22any%22%3A%5B%22a%22%2C%22b%22%5D%7D'],
  ['what is empty or absent', { tag: [], floors: [], seats: {}, page: {}, near: undefined }, ''],
])('in the address: %s', async (_, query, written) => {
  await calls.listRooms(api, { query })
  expect(seen.line).toBe(`GET /v1/rooms${written}`)
})

test('headers, and a token that is asked before every request', async () => {
  let asked = 0
  const token = (): string => `t${++asked}`
  await calls.listRooms({ ...api, token }, { headers: { 'X-Building': 'north' } })
  await calls.listRooms({ ...api, token }, {})
  expect(seen.headers).toMatchObject({ authorization: 'Bearer t2' })
  expect(seen.headers).not.toHaveProperty('x-building')
})

test('a form, as its encoding says', async () => {
  reply = json({ name: 'A', seats: 4 })
  const body = {
    name: 'A & B',
    seats: 4,
    tags: ['x', 'y'],
    position: { floor: 2, doors: ['n', 's'] },
    contact: ['ann', 7],
  }
  expect(await calls.createRoom(api, { body })).toEqual({ name: 'A', seats: 4 })
  expect(seen.type).toMatch(/^application\/x-www-form-urlencoded/)
  expect([...new URLSearchParams(seen.body)]).toEqual([
    ['name', 'A & B'],
    ['seats', '4'],
    ['tags', 'x,y'],
    ['position[floor]', '2'],
    ['position[doors][0]', 'n'],
    ['position[doors][1]', 's'],
    ['contact', 'ann'],
    ['contact', '7'],
  ])
})

test('a form with a file', async () => {
  reply = none
  const plan = new Blob(['a picture'], { type: 'image/png' })
  const body = { plan, scale: 0.5, author: { name: 'ann' } }
  expect(await calls.replacePlan(api, { path: { roomId: 'a/b c' }, body })).toBeUndefined()
  expect(seen.line).toBe('PUT /v1/rooms/a%2Fb%20c/plan')
  const form = await new Response(seen.body, { headers: { 'content-type': seen.type ?? '' } }).formData()
  expect(form.get('scale')).toBe('0.5')
  expect(form.get('author')).toBe('{"name":"ann"}')
  const sent = form.get('plan')
  expect(sent).toMatchObject({ type: 'image/png' })
  expect(sent instanceof Blob && (await sent.text())).toBe('a picture')
})

test('text and bytes, there and back', async () => {
  reply = { status: 200, type: 'text/plain', body: 'taken' }
  expect(await calls.replaceSign(api, { path: { roomId: 'r1' }, body: 'free' })).toBe('taken')
  expect(seen).toMatchObject({ type: 'text/plain', body: 'free' })
  reply = { status: 200, type: 'image/png', body: 'bytes' }
  expect(await (await calls.getPlan(api, { path: { roomId: 'r1' } })).text()).toBe('bytes')
})

test('members that nobody described are left in an answer', async () => {
  reply = json([{ name: 'A', seats: 4, colour: 'red' }])
  expect(await calls.listRooms(api, {})).toEqual([{ name: 'A', seats: 4, colour: 'red' }])
})

test('an answer that breaks the description says where', async () => {
  reply = json([{ name: 'A', seats: 0 }])
  const failure = await calls.listRooms(api, {}).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'answer_invalid', status: 200, body: [{ name: 'A', seats: 0 }] })
  expect(String(failure)).toContain('[0].seats')
})

test('nobody there, and a request that was given up', async () => {
  await expect(calls.listRooms({ baseUrl: 'http://127.0.0.1:1' }, {})).rejects.toMatchObject({
    code: 'network_unreachable',
    status: 0,
  })
  const signal = AbortSignal.abort()
  await expect(calls.listRooms(api, {}, { signal })).rejects.toMatchObject({ name: 'AbortError' })
})
