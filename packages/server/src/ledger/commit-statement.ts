import { ENTITY, type EntityInput, EVENT, KEY, TENANT, UPDATE } from './group-columns.ts'
import type { GroupRows } from './group-rows.ts'
import { jsonText } from './json-text.ts'
import { ReadModelError } from './read-model-error.ts'
import { recordset } from './recordset.ts'

/**
 * The commit of a group as one statement, which is one transaction in one round trip.
 *
 * - `docket.chain` locks the tenants' counters, in their order, until the commit; so each tenant's numbers have no gap and
 *   become visible in their order. Only who holds a tenant's counter writes rows of that tenant. It refuses the group if
 *   one of its documents has moved on since it was judged.
 * - `chained` has a row only when all counters are locked, and everything below needs it: so the updates get their
 *   numbers and the rows are written afterwards. A transaction whose server or role has turned synchronous commit off
 *   turns it on for itself.
 * - A timestamptz reaches from 4713 BC to the year 294276; a device's clock may be anywhere. Days and the rest are added
 *   apart, because a double is not exact to the millisecond so far out.
 */
export const COMMIT_STATEMENT: string = `
with documents as materialized (select * from ${recordset('n', ENTITY, 4)}),
chained as materialized (
  select c.*,
    case when current_setting('synchronous_commit') in ('off', 'local')
      then set_config('synchronous_commit', 'on', true) end as flushed
  from
    (select array_agg(tenant_id order by place) as ids, array_agg(count order by place) as counts,
      array_agg(erasures order by place) as erasures from ${recordset('g', TENANT, 1)}) as t,
    (select array_agg(tenant_no order by place) as tenants, array_agg(entity_type order by place) as types,
      array_agg(entity_id order by place) as ids, array_agg(known_events order by place) as events from documents) as d,
    docket.chain(t.ids, t.counts, t.erasures, d.tenants, d.types, d.ids, d.events, $6::int[], $7::bytea) as c
),
events as (
  insert into docket.audit_events (
    tenant_id, seq, event_id, event_type, entity_type, entity_id, payload, schema_version, occurred_at_ms, occurred_at,
    skew_ms, recorded_at, actor_id, device_id, submitted_by, ref, verdict, reject_code, reject_reason,
    salt, personal, content, entity_previous, hash
  )
  select
    tenant_id, seqs[tenant_no] - back, event_id, event_type, entity_type, entity_id, payload::jsonb, schema_version,
    occurred_at_ms,
    (timestamp '1970-01-01' + make_interval(
      days => (clamped_ms / 86400000)::int, secs => (clamped_ms % 86400000) / 1000.0)) at time zone 'UTC',
    skew_ms, recorded_at, actor_id, device_id, submitted_by, ref,
    case when reject_code is null then 'accepted' else 'rejected' end, reject_code, reject_reason,
    decode(salt, 'hex'), personal::jsonb,
    substring($7::bytea from begins for 32), substring(befores from begins for 32), substring(hashes from begins for 32)
  from chained, ${recordset('e', EVENT, 2)},
    lateral (select
      least(greatest(occurred_at_ms, -210866803200000), 9224318015999999) as clamped_ms,
      place::int * 32 - 31 as begins) as l
  returning tenant_id, event_id
),
ids as (
  insert into docket.event_ids (tenant_id, event_id) select tenant_id, event_id from events
),
keys as (
  insert into docket.idempotency_keys (tenant_id, key, entity_type, entity_id, event_id)
  select tenant_id, key, entity_type, entity_id, event_id from chained, ${recordset('k', KEY, 8)}
),
updates as (
  insert into docket.updates (tenant_id, entity_type, entity_id, data, events)
  select tenant_id, entity_type, entity_id, substring($5::bytea from begins for bytes), events
  from chained, ${recordset('u', UPDATE, 3)}
  order by place
),
entities as (
  insert into docket.entities as t (tenant_id, entity_type, entity_id, state, summary, seq, created_at, updated_at)
  select
    tenant_id, entity_type, entity_id, model -> 0, model -> 1, seqs[tenant_no] - back, recorded_at, recorded_at
  from chained, documents,
    lateral (select read_model::jsonb as model offset 0) as m
  where read_model is not null
  order by tenant_id collate "C", entity_type collate "C", entity_id collate "C"
  on conflict (tenant_id, entity_type, entity_id) do update
    set state = excluded.state, summary = excluded.summary, seq = excluded.seq, updated_at = excluded.updated_at
)
select seqs, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at_ms from chained`

/** @throws ReadModelError */
export function commitParameters(rows: GroupRows): (string | Buffer)[] {
  const { tenants, events, updates, entities, data, eventDocuments, contents, keys } = rows
  return [
    jsonText(tenants),
    jsonText(events),
    jsonText(updates),
    entitiesText(entities),
    data,
    `{${eventDocuments.join(',')}}`,
    contents,
    jsonText(keys),
  ]
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
