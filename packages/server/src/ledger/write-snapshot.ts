import type { DocumentAddress } from '@docket/core'
import type { Queryable } from './queryable.ts'

export interface Snapshot {
  /** The document as one Yjs update. */
  readonly data: Uint8Array
  /** The last update that is in it. */
  readonly no: number
  /** The number of the snapshot in whose place it comes; 0 where there is none. */
  readonly replaces: number
  /** The number of the snapshot that it was made from: its updates are of no more use. 0 when of updates alone. */
  readonly from: number
}

/** A document that was open, as it was when it was left. */
export interface LiveDocument {
  /** The document as one Yjs update. */
  readonly data: Uint8Array
  /** The number of the snapshot that it was read from; 0 when from updates alone. */
  readonly from: number
  /** How many rows of updates after that snapshot are in it. */
  readonly rows: number
}

/**
 * Writes a snapshot and deletes the updates that the one before it covered. Does nothing when another node was faster:
 * it comes in the place of the one that was read, or not at all.
 */
export async function writeSnapshot(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  { data, no, replaces, from }: Snapshot,
): Promise<void> {
  await db.query({
    name: 'docket-write-snapshot',
    text: statement('select $7::bigint as no'),
    values: [tenant, entity, id, toBuffer(data), replaces, from, no],
  })
}

/**
 * Writes a document that was open as its snapshot, without reading it back: if Postgres has as many rows of it as are in
 * it, they are the same ones. Does nothing when it has others, which another node has written.
 */
export async function writeLiveSnapshot(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  { data, from, rows }: LiveDocument,
): Promise<void> {
  await db.query({
    name: 'docket-write-live-snapshot',
    text: statement(
      `select max(no) as no from docket.updates where ${OF_DOCUMENT} and no > $6 having count(*) = $7::bigint`,
    ),
    values: [tenant, entity, id, toBuffer(data), from, from, rows],
  })
}

const OF_DOCUMENT = 'tenant_id = $1 and entity_type = $2 and entity_id = $3'

/** $4: the data; $5: the snapshot that is replaced; $6: the one whose updates go. `last`: the last update in the data. */
function statement(last: string): string {
  return `
    with written as (
      insert into docket.snapshots as s (tenant_id, entity_type, entity_id, no, data, digest)
      select $1, $2, $3, no, $4, sha256($4) from (${last}) as last
      on conflict (tenant_id, entity_type, entity_id) do update
        set no = excluded.no, data = excluded.data, digest = excluded.digest, written_at = now()
        where s.no = $5
      returning 1
    )
    delete from docket.updates where ${OF_DOCUMENT} and no <= $6 and exists (select from written)`
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
