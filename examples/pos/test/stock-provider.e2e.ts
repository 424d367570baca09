import { nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import { HocuspocusProvider } from '@hocuspocus/provider'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { openRestaurant, type Restaurant } from './restaurant.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
afterAll(() => pool.end())

const SOON = { timeout: 10_000, interval: 1 }

test('[COM1] a stock provider with a hand-made Y.Doc: acknowledged is committed, and survives kill -9', async () => {
  const port = await freePort()
  const restaurant = await openRestaurant(port, database.url)
  const { provider, doc, subject } = await openDocument(restaurant)
  const acknowledged = (): Promise<void> => vi.waitFor(() => expect(provider.unsyncedChanges).toBe(0), SOON)
  await acknowledged()
  const at = Date.now()
  const event = {
    id: nextEventId(undefined, at),
    type: 'created',
    v: 1,
    at,
    by: subject,
    device: 'by-hand',
    payload: { table_number: 7 },
  }
  doc.getArray('events').push([event])
  await acknowledged()
  await restaurant.kill()
  provider.destroy()

  const { rows } = await pool.query('select event_id, event_type, verdict from docket.audit_events')
  expect(rows).toEqual([{ event_id: event.id, event_type: 'order.created', verdict: 'accepted' }])
  const again = await openRestaurant(port, database.url)
  const stored = await openDocument(again)
  await vi.waitFor(() => expect(stored.doc.getArray('events').toJSON()).toEqual([event]), SOON)
  stored.provider.destroy()
  await again.kill()
})

async function openDocument({ url }: Restaurant): Promise<{
  readonly provider: HocuspocusProvider
  readonly doc: Y.Doc
  readonly subject: string
}> {
  const response = await fetch(`${url}/v1/dev/token`, { method: 'POST' })
  const { token } = (await response.json()) as { token: string }
  const doc = new Y.Doc()
  const provider = new HocuspocusProvider({
    url: `${url.replace('http', 'ws')}/sync`,
    name: 'demo/order/by-hand',
    document: doc,
    token,
  })
  return { provider, doc, subject: subjectOf(token) }
}

/** The user that the token is for: it may record for itself. */
function subjectOf(token: string): string {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub
}
