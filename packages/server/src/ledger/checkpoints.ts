import {
  type Checkpoint,
  type CoveredRun,
  coveredClocks,
  covers,
  type DocumentAddress,
  type JsonValue,
} from '@docket/core'
import type { Queryable } from './queryable.ts'

/** A checkpoint on its way to Postgres. */
export interface MadeCheckpoint extends Omit<Checkpoint, 'state'> {
  /** Its state as JSON text in UTF-8. */
  readonly data: Buffer
}

/** What a server needs to know of a checkpoint to tell whether another one is due. */
export interface CheckpointHead extends Pick<Checkpoint, 'newestId' | 'events' | 'foldVersion'> {
  /** The ledger has events that sort before its newest one and are not in it. */
  readonly isBehind: boolean
}

interface Row extends Record<string, unknown> {
  readonly covered: readonly CoveredRun[]
  readonly state: JsonValue
  readonly fold_version: string
  readonly newest_id: string
  readonly events: string
  readonly not_understood: string
  readonly rejected: Checkpoint['rejected']
}

const OF_DOCUMENT = 'tenant_id = $1 and entity_type = $2 and entity_id = $3'

export async function readCheckpoint(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
): Promise<Checkpoint | undefined> {
  const { rows } = await db.query<Row>({
    name: 'docket-read-checkpoint',
    text: `
      select covered, state, fold_version, newest_id, events, not_understood, rejected
      from docket.checkpoints where ${OF_DOCUMENT}`,
    values: [tenant, entity, id],
  })
  const row = rows[0]
  return (
    row && {
      covered: row.covered,
      state: row.state,
      foldVersion: row.fold_version,
      newestId: row.newest_id,
      events: Number(row.events),
      notUnderstood: Number(row.not_understood),
      rejected: row.rejected,
    }
  )
}

export async function checkpointHead(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
): Promise<CheckpointHead | undefined> {
  const { rows } = await db.query<Row & { readonly is_behind: boolean }>({
    name: 'docket-checkpoint-head',
    text: `
      select newest_id, events, fold_version,
        events < (select count(*) from docket.audit_events where ${OF_DOCUMENT} and event_id <= newest_id)
          + coalesce((select a.events from docket.archived_events as a where ${OF_DOCUMENT}), 0) as is_behind
      from docket.checkpoints where ${OF_DOCUMENT}`,
    values: [tenant, entity, id],
  })
  const row = rows[0]
  return (
    row && {
      newestId: row.newest_id,
      events: Number(row.events),
      foldVersion: row.fold_version,
      isBehind: row.is_behind,
    }
  )
}

/**
 * Puts a checkpoint in the place of the one that the document has, if it covers all that that one does: another server
 * may have made one of more. Returns whether it did.
 */
export async function writeCheckpoint(
  db: Queryable,
  address: DocumentAddress,
  checkpoint: MadeCheckpoint,
): Promise<boolean> {
  const { tenant, entity, id } = address
  const before = await db.query<{ covered: readonly CoveredRun[]; text: string }>({
    name: 'docket-checkpoint-covered',
    text: `select covered, covered::text as text from docket.checkpoints where ${OF_DOCUMENT}`,
    values: [tenant, entity, id],
  })
  const [known] = before.rows
  if (known !== undefined && !covers(checkpoint, coveredClocks(known))) return false
  const { covered, data, foldVersion, newestId, events, notUnderstood, rejected } = checkpoint
  const { rowCount } = await db.query({
    name: 'docket-write-checkpoint',
    text: `
      insert into docket.checkpoints as c (
        tenant_id, entity_type, entity_id, covered, state, fold_version, newest_id, events, not_understood, rejected
      ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      on conflict (tenant_id, entity_type, entity_id) do update set
        covered = excluded.covered, state = excluded.state, fold_version = excluded.fold_version,
        newest_id = excluded.newest_id, events = excluded.events, not_understood = excluded.not_understood,
        rejected = excluded.rejected, made_at = now()
        where c.covered::text = $11`,
    values: [
      tenant,
      entity,
      id,
      JSON.stringify(covered),
      data.toString(),
      foldVersion,
      newestId,
      events,
      notUnderstood,
      JSON.stringify(rejected),
      known?.text ?? null,
    ],
  })
  return rowCount === 1
}
