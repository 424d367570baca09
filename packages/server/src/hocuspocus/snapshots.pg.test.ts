import { type DocumentAddress, eventsOf, verdictsOf } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createRandom } from '../../test/random.ts'
import { seedDocument } from '../../test/seed-document.ts'
import { storedUpdates } from '../../test/stored-updates.ts'
import { documentPages } from '../ledger/load-document.ts'
import { migrate } from '../ledger/migrate.ts'
import { writeLiveSnapshot, writeSnapshot } from '../ledger/write-snapshot.ts'
import { readDocument } from './read-document.ts'
import { snapshotDocument } from './snapshot-document.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url, max: 8 })

beforeAll(() => migrate(pool))
afterAll(() => pool.end())

function addressOf(id: string): DocumentAddress {
  return { tenant: 'demo', entity: 'order', id }
}

/** Everything of it that a client could see: records in their order, and Yjs' own coordinates. */
function contentOf(doc: Y.Doc): unknown {
  return [eventsOf(doc).toArray(), verdictsOf(doc).toArray(), Y.decodeStateVector(Y.encodeStateVector(doc))]
}

async function updateNumbers(id: string): Promise<number[]> {
  const { rows } = await pool.query('select no from docket.updates where entity_id = $1 order by no', [id])
  return rows.map(({ no }) => Number(no))
}

async function snapshotNumber(id: string): Promise<number | undefined> {
  const { rows } = await pool.query('select no from docket.snapshots where entity_id = $1', [id])
  return rows[0] && Number(rows[0].no)
}

test('[DOC1] a snapshot and the updates after it are the document, wherever snapshots were written', async () => {
  const random = createRandom(7)
  for (const tills of [1, 2, 5]) {
    const address = addressOf(`parts-${tills}`)
    const doc = new Y.Doc()
    for (let part = 0; part < 12; part++) {
      await seedDocument(pool, address, { events: 1 + random.int(9), tills, doc })
      if (random.int(3) > 0) await snapshotDocument(pool, address)
      const read = await readDocument(pool, address)
      expect(contentOf(read.doc)).toEqual(contentOf(doc))
      expect(read).toMatchObject({ events: eventsOf(doc).length, damage: undefined })
    }
    await snapshotDocument(pool, address)
    expect((await storedUpdates(pool, address)).length).toBe(1)
  }
})

test('[DOC1] a document longer than a page, with a snapshot in its middle', async () => {
  const address = addressOf('long')
  const doc = await seedDocument(pool, address, { events: 600, tills: 2 })
  await snapshotDocument(pool, address)
  await seedDocument(pool, address, { events: 1_100, tills: 2, doc })
  const read = await readDocument(pool, address)
  expect(contentOf(read.doc)).toEqual(contentOf(doc))
  expect(read).toMatchObject({ tail: 1_100, events: 1_700 })
  expect((await Array.fromAsync(documentPages(pool, address))).map(({ parts }) => parts.length)).toEqual([
    501, 500, 100,
  ])
})

test('[DOC1] updates go when a snapshot that covers them was read back and replaced; the newest stay', async () => {
  const id = 'generations'
  const doc = await seedDocument(pool, addressOf(id), { events: 5 })
  const first = await updateNumbers(id)
  await snapshotDocument(pool, addressOf(id))
  expect(await snapshotNumber(id)).toBe(first.at(-1))
  expect(await updateNumbers(id)).toEqual(first)
  await seedDocument(pool, addressOf(id), { events: 5, doc })
  const second = (await updateNumbers(id)).slice(5)
  await snapshotDocument(pool, addressOf(id))
  expect(await snapshotNumber(id)).toBe(second.at(-1))
  expect(await updateNumbers(id)).toEqual(second)
  // Nothing is new, so nothing is written.
  await snapshotDocument(pool, addressOf(id))
  expect(await updateNumbers(id)).toEqual(second)
})

test('[DOC1] nodes that write snapshots, commit and read at once: nobody reads less than was committed before', async () => {
  const address = addressOf('busy')
  const doc = new Y.Doc()
  let committed = 0
  let isOver = false
  const committing = (async () => {
    for (let n = 0; n < 60; n++) {
      await seedDocument(pool, address, { events: 4, doc })
      committed += 4
    }
    isOver = true
  })()
  const snapshotting = Array.from({ length: 3 }, async () => {
    while (!isOver) await snapshotDocument(pool, address)
  })
  let reads = 0
  const reading = Array.from({ length: 2 }, async () => {
    while (!isOver) {
      const before = committed
      const { events, damage } = await readDocument(pool, address)
      expect(damage).toBeUndefined()
      expect(events).toBeGreaterThanOrEqual(before)
      reads++
    }
  })
  await Promise.all([committing, ...snapshotting, ...reading])
  expect(reads).toBeGreaterThan(10)
  expect(contentOf((await readDocument(pool, address)).doc)).toEqual(contentOf(doc))
  // Snapshots were written, and replaced each other.
  expect((await updateNumbers('busy')).length).toBeLessThan(240)
})

test('[DOC1] who reads on after a number gets what came after it, also when those updates are gone', async () => {
  const address = addressOf('catch-up')
  const doc = await seedDocument(pool, address, { events: 3 })
  const behind = await readDocument(pool, address)
  for (let part = 0; part < 3; part++) {
    await seedDocument(pool, address, { events: 3, doc })
    await snapshotDocument(pool, address)
  }
  expect((await updateNumbers('catch-up'))[0]).toBeGreaterThan(behind.no + 1)
  for await (const { parts } of documentPages(pool, address, { after: behind.no })) {
    for (const { data } of parts) Y.applyUpdate(behind.doc, data)
  }
  expect(contentOf(behind.doc)).toEqual(contentOf(doc))
})

test('[DOC1] a slower node does not put an older snapshot in the place of a newer one', async () => {
  const address = addressOf('slow')
  const doc = await seedDocument(pool, address, { events: 3 })
  const { no, from, snapshot } = await readDocument(pool, address)
  const old = { data: Y.encodeStateAsUpdate(doc), no, from, replaces: snapshot }
  for (let part = 0; part < 2; part++) {
    await seedDocument(pool, address, { events: 3, doc })
    await snapshotDocument(pool, address)
  }
  const newest = await snapshotNumber('slow')
  await writeSnapshot(pool, address, old)
  expect(await snapshotNumber('slow')).toBe(newest)
  expect(contentOf((await readDocument(pool, address)).doc)).toEqual(contentOf(doc))
})

test('[DOC1] a document that was open is written as it is, if nobody else has added to it', async () => {
  const address = addressOf('live')
  const doc = await seedDocument(pool, address, { events: 10 })
  const live = (from: number, rows: number) => ({ data: Y.encodeStateAsUpdate(doc), from, rows })
  for (const rows of [9, 11]) await writeLiveSnapshot(pool, address, live(0, rows))
  expect(await snapshotNumber('live')).toBeUndefined()

  await writeLiveSnapshot(pool, address, live(0, 10))
  const first = (await snapshotNumber('live')) ?? 0
  expect(first).toBe((await updateNumbers('live')).at(-1))
  await seedDocument(pool, address, { events: 4, doc })
  await writeLiveSnapshot(pool, address, live(first, 4))
  const read = await readDocument(pool, address)
  expect(read).toMatchObject({ events: 14, tail: 0, damage: undefined })
  expect(contentOf(read.doc)).toEqual(contentOf(doc))
  // What the first one covered is gone; what only the second covers is there.
  expect(await updateNumbers('live')).toHaveLength(4)

  // Another node has replaced the one from which it was read.
  await seedDocument(pool, address, { events: 2, doc })
  await writeLiveSnapshot(pool, address, live(first, 6))
  expect((await readDocument(pool, address)).tail).toBe(2)
})
