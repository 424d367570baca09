import { createTestDatabase } from '@docket/test-support/database'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { startCliServer } from '../test/cli-server.ts'
import { FLEET_SECRET } from '../test/fleet.ts'
import { openPlainClient } from '../test/plain-client.ts'
import { RawSocket } from '../test/raw-socket.ts'
import { waitUntil } from '../test/wait-until.ts'
import { authFrame, type Heard, SYNC, syncFrame, updateFrame } from '../test/wire.ts'
import { createTokens } from './auth/tokens.ts'

const SECRET = 'Xq7-nobody-may-log-this'
const database = await createTestDatabase()

test('[YWS3] no line of the log has anything of a payload or a token, whatever goes wrong', async () => {
  const server = await startCliServer({ DATABASE_URL: database.url, DOCKET_AUTH_SECRET: FLEET_SECRET })
  onTestFinished(() => server.signal('SIGKILL'))
  const { issue } = createTokens({ kind: 'secret', secret: FLEET_SECRET })
  const token = (await issue?.({ subject: 'till', tenant: 'demo', roles: ['device'], expiresInS: 60 })) ?? ''
  const forged = `${token.slice(0, -10)}${SECRET}`

  const socket = new RawSocket(server.port)
  expect(await socket.opened()).toBe(true)
  const heard: Heard[] = []
  socket.onHeard = (_, message) => heard.push(message)
  const answers = (): number => heard.filter(({ kind }) => kind === 'acknowledged' || kind === 'denied').length
  const name = 'demo/tally/a'
  socket.send(authFrame('demo/tally/b', forged))
  socket.send(authFrame('other/tally/a', token))
  socket.send(authFrame(name, token))
  await waitUntil('the document is open, the others are refused', () => heard.length >= 3)
  socket.send(syncFrame(name, SYNC.step1, Y.encodeStateVector(new Y.Doc())))
  const event = (index: number, payload: object, more: object = {}) => ({
    id: `01890000-0000-7000-8000-00000000000${index}`,
    type: 'added',
    v: 1,
    at: 1_700_000_000_000,
    by: 'ann',
    device: 'till',
    payload,
    ...more,
  })
  const sent: readonly [root: string, content: unknown][] = [
    ['events', event(1, { n: 1, note: SECRET })],
    // Rejected, with a reason.
    ['events', event(2, { n: SECRET })],
    // Breaches.
    ['events', event(1, { n: 2, note: SECRET })],
    ['events', event(3, { n: 1 }, { [SECRET]: SECRET })],
    ['events', SECRET],
    [SECRET, event(4, { n: 1 })],
    // What Postgres' jsonb does not take.
    ['events', event(5, { n: 1, note: `${SECRET}\u0000` })],
    ['verdicts', { ref: SECRET, code: SECRET, reason: SECRET, at: 1 }],
  ]
  for (const [index, [root, content]] of sent.entries()) {
    const doc = new Y.Doc()
    doc.getArray(root).push([content])
    const before = answers()
    socket.send(updateFrame(name, Y.encodeStateAsUpdate(doc)))
    await waitUntil(`update ${index} is answered: ${JSON.stringify(heard)}`, () => answers() > before)
  }
  socket.send(`${SECRET} is no frame`)
  await socket.closed

  // A plain client's token is in its URL, or among its subprotocols.
  const refused = openPlainClient(server.port, name, { params: { token: forged } })
  const opened = openPlainClient(server.port, name, { params: { token } })
  const offering = openPlainClient(server.port, name, { protocols: ['docket', token] })
  await waitUntil('plain clients are served', () => opened.provider.synced && offering.provider.synced)
  await waitUntil('or not', () => refused.end() !== undefined)
  opened.doc.getMap(SECRET).set(SECRET, SECRET)
  await waitUntil('and refused', () => opened.end() !== undefined)

  const get = (path: string, bearer: string) =>
    fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } })
  const statuses = await Promise.all([
    get('/v1/entities/tally/a', token),
    get('/v1/entities/tally/a/audit?format=html', token),
    get('/v1/entities/tally/a', forged),
    get(`/v1/events/since?after=${SECRET}`, token),
    get(`/v1/entities/tally?access_token=${SECRET}`, token),
    get(`/v1/entities/tally/a?at=${SECRET}`, token),
  ])
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 401, 400, 200, 400])
  server.signal('SIGTERM')
  expect(await server.ended).toBe(0)

  // There is something to look at: refused updates, with their document, tenant and code.
  const lines = server.output().split('\n')
  expect(lines.filter((line) => line.includes('an update was refused')).length).toBe(7)
  expect(server.output()).toMatch(/"code":"event_id_reused","tenant":"demo","document":"demo\/tally\/a"/)
  expect(lines.filter((line) => line.includes(SECRET))).toEqual([])
  expect(lines.filter((line) => line.includes(token.slice(-20)) || line.includes(token.slice(0, 30)))).toEqual([])
})
