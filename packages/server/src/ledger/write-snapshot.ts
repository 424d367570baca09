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
    text: `
      with written as (
        insert into docket.snapshots as s (tenant_id, entity_type, entity_id, no, data, digest)
        values ($1, $2, $3, $4, $5, sha256($5))
        on conflict (tenant_id, entity_type, entity_id) do update
          set no = excluded.no, data = excluded.data, digest = excluded.digest, written_at = now()
          where s.no = $6
        returning 1
      )
      delete from docket.updates
      where tenant_id = $1 and entity_type = $2 and entity_id = $3 and no <= $7 and exists (select from written)`,
    values: [tenant, entity, id, no, Buffer.from(data.buffer, data.byteOffset, data.byteLength), replaces, from],
  })
}
