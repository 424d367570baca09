import { randomBytes } from 'node:crypto'
import type { JsonValue } from '@docket/core'
import { type Kysely, sql } from 'kysely'
import { type Commitment, commitmentHash } from '../../chain/commitment.ts'
import { contentHash } from '../../chain/content.ts'
import { linkHash, NOTHING } from '../../chain/link.ts'

const PAGE = 1_000

interface Row {
  readonly tenant_id: string
  readonly seq: string
  readonly event_id: string
  readonly event_type: string
  readonly entity_type: string
  readonly entity_id: string
  readonly payload: JsonValue
  readonly schema_version: string
  readonly occurred_at_ms: string
  readonly skew_ms: string | null
  readonly recorded_at_ms: string
  readonly actor_id: string | null
  readonly device_id: string
  readonly submitted_by: string
  readonly ref: string | null
  readonly verdict: 'accepted' | 'rejected'
  readonly reject_code: string | null
  readonly reject_reason: string | null
}

/** Moves what was committed before there was a chain into it, in the order of its numbers. */
export async function chainCommitted(db: Kysely<unknown>): Promise<void> {
  const people = new Map<string, Commitment>()
  const heads = new Map<string, string>()
  let rows: readonly Row[] = []
  do {
    const last = rows.at(-1)
    rows = await readPage(db, last?.tenant_id ?? '', last?.seq ?? '0')
    for (const { tenant_id, actor_id, submitted_by } of rows) {
      for (const user of [actor_id, submitted_by])
        if (user !== null && !people.has(`${tenant_id}/${user}`))
          people.set(`${tenant_id}/${user}`, await addPerson(db, tenant_id, user))
    }
    const records = rows.map((row) => record(row, people, heads))
    await sql`
      insert into docket.audit_events (
        tenant_id, seq, event_id, event_type, entity_type, entity_id, payload, schema_version, occurred_at_ms,
        occurred_at, skew_ms, recorded_at, actor_id, device_id, submitted_by, ref, verdict, reject_code, reject_reason,
        content, entity_previous, hash)
      select
        tenant_id, seq, event_id, event_type, entity_type, entity_id, payload, schema_version, occurred_at_ms,
        occurred_at, skew_ms, recorded_at, actor_id, device_id, submitted_by, ref, verdict, reject_code, reject_reason,
        decode(r.content, 'hex'), decode(r.entity_previous, 'hex'), decode(r.hash, 'hex')
      from docket.unchained_events
      join json_to_recordset(${JSON.stringify(records)}::json)
        as r(tenant_id text, seq bigint, content text, entity_previous text, hash text) using (tenant_id, seq)`.execute(
      db,
    )
  } while (rows.length > 0)
  await sql`
    insert into docket.event_ids select tenant_id, event_id from docket.audit_events;
    update docket.tenants as t set head = e.hash
    from docket.audit_events as e where e.tenant_id = t.tenant_id and e.seq = t.seq;
    insert into docket.heads (tenant_id, entity_type, entity_id, hash)
    select distinct on (tenant_id, entity_type, entity_id) tenant_id, entity_type, entity_id, hash
    from docket.audit_events order by tenant_id, entity_type, entity_id, seq desc`.execute(db)
}

async function readPage(db: Kysely<unknown>, tenant: string, seq: string): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select *, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at_ms from docket.unchained_events
    where (tenant_id, seq) > (${tenant}, ${seq}::bigint) order by tenant_id, seq limit ${PAGE}`.execute(db)
  return rows
}

async function addPerson(db: Kysely<unknown>, tenant: string, user: string): Promise<Commitment> {
  const salt = randomBytes(16).toString('hex')
  const $personal = commitmentHash({ salt, value: user })
  await sql`
    insert into docket.people (tenant_id, user_id, salt, commitment)
    values (${tenant}, ${user}, decode(${salt}, 'hex'), decode(${$personal}, 'hex'))`.execute(db)
  return { $personal }
}

function record(row: Row, people: ReadonlyMap<string, Commitment>, heads: Map<string, string>): object {
  const { tenant_id, entity_type, entity_id, event_id, event_type, payload, device_id, ref } = row
  const personOf = (user: string): Commitment => people.get(`${tenant_id}/${user}`) as Commitment
  const content = contentHash({
    tenant_id,
    entity_type,
    entity_id,
    event_id,
    event_type,
    payload,
    device_id,
    ref,
    schema_version: Number(row.schema_version),
    occurred_at_ms: Number(row.occurred_at_ms),
    skew_ms: row.skew_ms === null ? null : Number(row.skew_ms),
    actor_id: row.actor_id === null ? null : personOf(row.actor_id),
    submitted_by: personOf(row.submitted_by),
    verdict: row.verdict,
    reject_code: row.reject_code,
    reject_reason: row.reject_reason,
  })
  const entity = `${tenant_id}/${entity_type}/${entity_id}`
  const entity_previous = heads.get(entity) ?? NOTHING
  const previous = heads.get(tenant_id) ?? NOTHING
  const seq = Number(row.seq)
  const hash = linkHash({ content, entity_previous, previous, recorded_at_ms: Number(row.recorded_at_ms), seq })
  heads.set(entity, hash).set(tenant_id, hash)
  return { tenant_id, seq, content, entity_previous, hash }
}
