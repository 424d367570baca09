import { eventsOf } from '@docket/core'
import type pg from 'pg'
import * as Y from 'yjs'
import { readUpdates } from '../../src/ledger/update-row.ts'
import { readLedger } from '../ledger.ts'

export type SubjectName = 'docket' | 'stock'

/** The ids of all events that a subject's database has, read while no server runs. */
export const STORED_IDS: Readonly<Record<SubjectName, (pool: pg.Pool) => Promise<ReadonlySet<string>>>> = {
  /** Those that both the ledger and the stored documents have. */
  async docket(pool) {
    const ledger = await readLedger(pool)
    const { rows } = await pool.query<StoredRow>(
      `select tenant_id || '/' || entity_type || '/' || entity_id as name, data from docket.updates order by no`,
    )
    const updates = rows.flatMap(({ name, data }) => readUpdates(data).map((update) => ({ name, data: update })))
    return new Set(ledger.map(({ event }) => event.id)).intersection(eventIdsOf(updates))
  },
  async stock(pool) {
    const { rows } = await pool.query<StoredRow>('select name, data from stock_documents')
    return eventIdsOf(rows)
  },
}

interface StoredRow {
  readonly name: string
  readonly data: Buffer
}

interface StoredUpdate {
  readonly name: string
  readonly data: Uint8Array
}

function eventIdsOf(updates: readonly StoredUpdate[]): Set<string> {
  const docs = new Map<string, Y.Doc>()
  for (const { name, data } of updates) {
    const doc = docs.get(name) ?? new Y.Doc()
    docs.set(name, doc)
    Y.applyUpdate(doc, data)
  }
  return new Set([...docs.values()].flatMap((doc) => eventsOf(doc).map(({ id }) => id)))
}
