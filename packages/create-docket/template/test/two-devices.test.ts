import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore, hocuspocusTransport, type Store } from '@docket/core'
import { createLogger, type DocketServer } from '@docket/server'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startServer } from '../server/start-server.ts'
import { expense } from '../src/expense.ts'

// The real server with a real PostgreSQL: DATABASE_URL, or one that it starts itself.
let folder: string
let server: DocketServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'expenses-'))
  // PostgreSQL does not run as root: where root runs the tests somebody else has to get in.
  await chmod(folder, 0o711)
  server = await startServer({
    config: { port: 0, databaseUrl: process.env.DATABASE_URL, redisUrl: undefined, auth: { kind: 'development' } },
    dataDir: join(folder, 'data'),
    logger: createLogger('silent'),
  })
}, 60_000)

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
}, 60_000)

const soon = { timeout: 20_000 }

function transportOf(user: string, roles: readonly string[]) {
  const token = async (): Promise<string> => {
    const body = JSON.stringify({ tenant: 'test', sub: user, roles })
    const response = await fetch(`${server.url}/v1/dev/token`, { method: 'POST', body })
    return ((await response.json()) as { token: string }).token
  }
  return hocuspocusTransport({ url: `${server.url.replace('http', 'ws')}/sync`, token })
}

async function deviceOf(user: string, roles: readonly string[] = []): Promise<Store> {
  const transport = transportOf(user, roles)
  const store = createStore({ tenant: 'test', user, device: `${user}-1`, entities: [expense], transport })
  onTestFinished(() => store.close())
  await vi.waitFor(() => expect(store.status().connection).toBe('online'), soon)
  return store
}

test('an approval does not hold for an amount that was corrected offline before it', { timeout: 60_000 }, async () => {
  const ann = await deviceOf('ann')
  const ben = await deviceOf('ben', ['manager'])
  const hers = ann.open(expense, 'train')
  const his = ben.open(expense, 'train')
  await hers.record('claimed', { what: 'Train to Hamburg', amount_minor: 8_900 }).committed
  await vi.waitFor(() => expect(his.state.status).toBe('claimed'), soon)

  // Ann has no network when she corrects it; Ben approves what he sees.
  ann.useTransport(undefined)
  const { event } = hers.record('amount_corrected', { amount_minor: 18_900 })
  // What is done in one and the same millisecond on two devices has an order, but not this one.
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(event.at), soon)
  await his.record('approved', { amount_minor: 8_900 }).committed
  expect(his.state.status).toBe('approved')

  ann.useTransport(transportOf('ann', []))
  for (const document of [hers, his]) {
    await vi.waitFor(() => expect(document.state).toMatchObject({ amount_minor: 18_900, status: 'claimed' }), soon)
    await vi.waitFor(() => expect(document.status.uncommitted).toBe(0), soon)
    expect(document.history().map(({ event, effect }) => [event.type, effect.kind])).toEqual([
      ['claimed', 'applied'],
      ['amount_corrected', 'applied'],
      ['approved', 'no_effect'],
    ])
  }
  await his.record('approved', { amount_minor: 18_900 }).committed
  await vi.waitFor(() => expect(hers.state.status).toBe('approved'), soon)
})

test('the server rejects what only it can judge', { timeout: 60_000 }, async () => {
  const ann = await deviceOf('ann')
  const dear = ann.open(expense, 'dear')
  const receipt = dear.record('claimed', { what: 'A first-class flight', amount_minor: 123_400 })
  expect(dear.state.status).toBe('claimed')
  await expect(receipt.committed).rejects.toMatchObject({ code: 'too_much' })
  expect(dear.state.status).toBe('none')

  const ben = await deviceOf('ben')
  const cheap = ann.open(expense, 'cheap')
  await cheap.record('claimed', { what: 'A tram', amount_minor: 320 }).committed
  const seen = ben.open(expense, 'cheap')
  await vi.waitFor(() => expect(seen.state.status).toBe('claimed'), soon)
  const approval = seen.record('approved', { amount_minor: 320 })
  await expect(approval.committed).rejects.toMatchObject({ code: 'managers_only' })
})
