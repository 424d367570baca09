import { ENTITY, type EntityInput, EVENT, TENANT, UPDATE } from './group-columns.ts'
import type { GroupRows } from './group-rows.ts'
import { jsonText } from './json-text.ts'
import { ReadModelError } from './read-model-error.ts'
import { recordset } from './recordset.ts'

/**
 * The commit of a group as one statement, which is one transaction in one round trip.
 *
 * - `counted` locks the tenants' counters, in their order, until the commit; so each tenant's numbers have no gap and
 *   become visible in their order. Only who holds a tenant's counter writes rows of that tenant.
 * - `locked` has a row only when all counters are locked, and everything below needs it: so the time is taken, the
 *   updates get their numbers and the rows are written afterwards. A transaction whose server or role has turned
 *   synchronous commit off turns it on for itself.
 * - A timestamptz reaches from 4713 BC to the year 294276; a device's clock may be anywhere. Days and the rest are added
 *   apart, because a double is not exact to the millisecond so far out.
 */
export const COMMIT_STATEMENT: string = `
with counted as (
  insert into docket.tenants as t (tenant_id, seq)
  select tenant_id, count from ${recordset('g', TENANT, 1)} order by tenant_id collate "C"
  on conflict (tenant_id) do update set seq = t.seq + excluded.seq
  returning tenant_id, seq
),
locked as materialized (
  select
    array_agg(seq order by tenant_id collate "C") as seqs,
    date_trunc('milliseconds', clock_timestamp()) as recorded_at,
    case when current_setting('synchronous_commit') in ('off', 'local')
      then set_config('synchronous_commit', 'on', true) end as flushed
  from counted
),
events as (
  insert into docket.audit_events (
    tenant_id, seq, event_id, event_type, entity_type, entity_id, payload, schema_version, occurred_at_ms, occurred_at,
    skew_ms, recorded_at, actor_id, device_id, submitted_by, ref, verdict, reject_code, reject_reason
  )
  select
    tenant_id, seqs[tenant_no] - back, event_id, event_type, entity_type, entity_id, payload::jsonb, schema_version,
    occurred_at_ms,
    (timestamp '1970-01-01' + make_interval(
      days => (clamped_ms / 86400000)::int, secs => (clamped_ms % 86400000) / 1000.0)) at time zone 'UTC',
    skew_ms, recorded_at, actor_id, device_id, submitted_by, ref,
    case when reject_code is null then 'accepted' else 'rejected' end, reject_code, reject_reason
  from locked, ${recordset('e', EVENT, 2)},
    lateral (select least(greatest(occurred_at_ms, -210866803200000), 9224318015999999) as clamped_ms) as c
),
updates as (
  insert into docket.updates (tenant_id, entity_type, entity_id, data, events)
  select tenant_id, entity_type, entity_id, substring($5::bytea from begins for bytes), events
  from locked, ${recordset('u', UPDATE, 3)}
  order by place
),
entities as (
  insert into docket.entities as t (tenant_id, entity_type, entity_id, state, summary, seq, created_at, updated_at)
  select
    tenant_id, entity_type, entity_id, model -> 0, model -> 1, seqs[tenant_no] - back, recorded_at, recorded_at
  from locked, ${recordset('n', ENTITY, 4)},
    lateral (select read_model::jsonb as model offset 0) as m
  order by tenant_id collate "C", entity_type collate "C", entity_id collate "C"
  on conflict (tenant_id, entity_type, entity_id) do update
    set state = excluded.state, summary = excluded.summary, seq = excluded.seq, updated_at = excluded.updated_at
)
select seqs, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at_ms from locked`

/** @throws ReadModelError */
export function commitParameters({ tenants, events, updates, entities, data }: GroupRows): (string | Buffer)[] {
  return [jsonText(tenants), jsonText(events), jsonText(updates), entitiesText(entities), data]
}

function entitiesText(entities: readonly EntityInput[]): string {
  try {
    return jsonText(entities)
  } catch (error) {
    for (const entity of entities) refuseIfNotJson(entity)
    throw error
  }
}

function refuseIfNotJson({ entity_type, entity_id, read_model }: EntityInput): void {
  try {
    JSON.stringify(read_model)
  } catch (cause) {
    throw new ReadModelError(`${entity_type}/${entity_id}`, cause)
  }
}
