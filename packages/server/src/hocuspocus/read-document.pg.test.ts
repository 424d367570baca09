import { type DocumentAddress, eventsOf, verdictsOf } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { seedDocument } from '../../test/seed-document.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { writeUpdates } from '../ledger/update-row.ts'
import type { DocumentCorruptError } from './document-corrupt-error.ts'
import { type ReadDocument, readDocument } from './read-document.ts'
import { snapshotDocument } from './snapshot-document.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url, max: 4 })

beforeAll(() => migrate(pool))
afterAll(() => pool.end())

let made = 0

async function seeded(events = 6): Promise<{ address: DocumentAddress; doc: Y.Doc }> {
  const address = { tenant: 'demo', entity: 'order', id: `o${++made}` }
  return { address, doc: await seedDocument(pool, address, { events, tills: 2 }) }
}

/** Runs SQL with the document's id as its first parameter. */
async function damage({ id }: DocumentAddress, sql: string, ...values: unknown[]): Promise<void> {
  const { rowCount } = await pool.query(sql, [id, ...values])
  expect(rowCount).toBeGreaterThan(0)
}

async function refusal(address: DocumentAddress): Promise<DocumentCorruptError> {
  const failure: unknown = await readDocument(pool, address).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'document_corrupt', document: `demo/order/${address.id}` })
  return failure as DocumentCorruptError
}

function recordsOf({ doc }: Pick<ReadDocument, 'doc'>): unknown {
  return { events: eventsOf(doc).toArray(), verdicts: verdictsOf(doc).toArray() }
}

const NTH_UPDATE = '(select no from docket.updates where entity_id = $1 order by no offset $2 limit 1)'

async function numberOf({ id }: DocumentAddress, index: number): Promise<number> {
  const { rows } = await pool.query(`select ${NTH_UPDATE} as no`, [id, index])
  return Number(rows[0].no)
}

test('a document that does not exist is empty', async () => {
  const read = await readDocument(pool, { tenant: 'demo', entity: 'order', id: 'nothing' })
  expect(recordsOf(read)).toEqual({ events: [], verdicts: [] })
  expect(read).toMatchObject({ no: 0, tail: 0, from: 0, events: 0, snapshot: 0 })
})

describe('a damaged update', () => {
  test('[DOC2] that is no Yjs update is named', async () => {
    const { address } = await seeded()
    const no = await numberOf(address, 3)
    await damage(address, `update docket.updates set data = '\\xffffff' where entity_id = $1 and no = ${NTH_UPDATE}`, 3)
    const { row, message } = await refusal(address)
    expect(row).toMatchObject({ table: 'updates', no })
    expect(message).toContain(`docket.updates, no ${no}`)
  })

  test.each([
    ['the first', 0, 'updates'],
    ['one in the middle', 2, 'updates'],
    // Nothing builds on it: only the ledger knows that it was there.
    ['the last', 5, undefined],
  ])('[DOC2] that is gone: %s', async (_, index, table) => {
    const { address } = await seeded()
    await damage(address, `delete from docket.updates where entity_id = $1 and no = ${NTH_UPDATE}`, index)
    expect((await refusal(address)).row?.table).toBe(table)
  })

  test('[DOC2] all that are gone: never an empty document', async () => {
    const { address } = await seeded()
    await damage(address, 'delete from docket.updates where entity_id = $1')
    await refusal(address)
  })

  test('[DOC2] any byte of it changed: refused, or its events are those of the ledger', async () => {
    const { address, doc } = await seeded(2)
    const no = await numberOf(address, 1)
    const { rows } = await pool.query('select data from docket.updates where no = $1', [no])
    const good: Buffer = rows[0].data
    let refused = 0
    for (let index = 0; index < good.length; index++) {
      const bad = Buffer.from(good)
      bad[index] = (bad[index] ?? 0) ^ (1 << (index % 8))
      await pool.query('update docket.updates set data = $2 where no = $1', [no, bad])
      const outcome: unknown = await readDocument(pool, address).catch((error: unknown) => error)
      if (outcome instanceof Error) {
        expect(outcome, `byte ${index}`).toMatchObject({ code: 'document_corrupt' })
        refused++
      } else {
        const ids = eventsOf((outcome as ReadDocument).doc).toArray()
        expect(
          ids.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
          `byte ${index}`,
        ).toEqual(eventsOf(doc).toArray())
      }
    }
    expect(refused).toBeGreaterThan(good.length / 2)
    await pool.query('update docket.updates set data = $2 where no = $1', [no, good])
    expect(recordsOf(await readDocument(pool, address))).toEqual(recordsOf({ doc }))
  })

  test('[DOC2] an event that the ledger does not have, and another verdict than its own', async () => {
    const forged = new Y.Doc()
    eventsOf(forged).push([sampleEvent()])
    const extra = await seeded()
    await damage(
      extra.address,
      `insert into docket.updates (tenant_id, entity_type, entity_id, data, events) values ('demo', 'order', $1, $2, 0)`,
      writeUpdates([Y.encodeStateAsUpdate(forged)]),
    )
    await refusal(extra.address)

    const event = sampleEvent()
    const lenient = new Y.Doc()
    eventsOf(lenient).push([event])
    const address = { tenant: 'demo', entity: 'order', id: 'lenient' }
    const rejection = { code: 'payload_invalid', reason: 'no item' }
    await commitGroup(pool, [
      sampleCommit(address, {
        events: [{ ...accepted(event), rejection }],
        updates: [Y.encodeStateAsUpdate(lenient)],
      }),
    ])
    await refusal(address)
    verdictsOf(lenient).push([{ ref: event.id, ...rejection, at: 1 }])
    await damage(
      address,
      'update docket.updates set data = $2 where entity_id = $1',
      writeUpdates([Y.encodeStateAsUpdate(lenient)]),
    )
    expect(recordsOf(await readDocument(pool, address))).toEqual(recordsOf({ doc: lenient }))
  })
})

describe('a damaged snapshot', () => {
  const FLIP =
    'update docket.snapshots set data = set_byte(data, $2::int, get_byte(data, $2::int) # 1) where entity_id = $1'

  test('[DOC2] whose updates are all there is made up for by them, whichever byte it is, and written anew', async () => {
    const { address, doc } = await seeded()
    await snapshotDocument(pool, address)
    for (const index of [0, 1, 40, 200, 500]) {
      await damage(address, FLIP, index)
      const read = await readDocument(pool, address)
      expect(recordsOf(read)).toEqual(recordsOf({ doc }))
      expect(read).toMatchObject({
        from: 0,
        tail: 6,
        damage: { code: 'document_corrupt', row: { table: 'snapshots' } },
      })
      await snapshotDocument(pool, address)
      expect(await readDocument(pool, address)).toMatchObject({ tail: 0, damage: undefined })
    }
  })

  test('[DOC2] whose updates are not all there: refused, not overwritten, and good again when it is repaired', async () => {
    const { address, doc } = await seeded()
    await snapshotDocument(pool, address)
    await seedDocument(pool, address, { events: 6, doc })
    await snapshotDocument(pool, address)
    await damage(address, FLIP, 30)
    const stored = async (): Promise<unknown[]> => {
      const { rows } = await pool.query('select no, data from docket.snapshots where entity_id = $1', [address.id])
      const { rows: updates } = await pool.query('select no from docket.updates where entity_id = $1', [address.id])
      return [...rows, ...updates]
    }
    const before = await stored()
    expect((await refusal(address)).row).toMatchObject({ table: 'snapshots' })
    await expect(snapshotDocument(pool, address)).rejects.toMatchObject({ code: 'document_corrupt' })
    expect(await stored()).toEqual(before)
    await damage(address, FLIP, 30)
    expect(recordsOf(await readDocument(pool, address))).toEqual(recordsOf({ doc }))
  })

  test('[DOC2] one that says to cover more than it does', async () => {
    const { address, doc } = await seeded()
    await snapshotDocument(pool, address)
    await seedDocument(pool, address, { events: 3, doc })
    await damage(address, `update docket.snapshots set no = ${NTH_UPDATE} where entity_id = $1`, 7)
    await refusal(address)
  })
})
