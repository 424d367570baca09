import { nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import { HocuspocusProvider } from '@hocuspocus/provider'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { openRestaurant } from './restaurant.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
afterAll(() => pool.end())

test('[COM1] a stock provider with a hand-made Y.Doc: acknowledged is committed, and survives kill -9', async () => {
  const port = await freePort()
  const restaurant = await openRestaurant(port, database.url)
  const response = await fetch(`${restaurant.url}/v1/dev/token`, { method: 'POST' })
  const { token } = (await response.json()) as { token: string }
  const doc = new Y.Doc()
  const provider = new HocuspocusProvider({
    url: `ws://localhost:${port}/sync`,
    name: 'demo/order/by-hand',
    document: doc,
    token,
  })
  const acknowledged = (): Promise<void> =>
    vi.waitFor(() => expect(provider.unsyncedChanges).toBe(0), { timeout: 10_000, interval: 1 })
  await acknowledged()
  const at = Date.now()
  const event = { id: nextEventId(undefined, at), type: 'created', v: 1, at, by: subjectOf(token), device: 'by-hand' }
  doc.getArray('events').push([{ ...event, payload: { table_number: 7 } }])
  await acknowledged()
  await restaurant.kill()
  provider.destroy()

  const { rows } = await pool.query('select event_id, event_type, verdict from docket.audit_events')
  expect(rows).toEqual([{ event_id: event.id, event_type: 'order.created', verdict: 'accepted' }])
  const { rows: updates } = await pool.query<{ data: Buffer }>('select data from docket.updates order by no')
  const stored = new Y.Doc()
  for (const { data } of updates) Y.applyUpdate(stored, data)
  expect(stored.getArray('events').toJSON()).toEqual(doc.getArray('events').toJSON())
})

/** The user that the token is for: it may record for itself. */
function subjectOf(token: string): string {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub
}
