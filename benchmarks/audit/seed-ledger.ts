import { createHash } from 'node:crypto'
import pg from 'pg'

const BATCH = 10_000
const EVENTS_PER_ORDER = 20
const SALT = '00112233445566778899aabbccddeeff'

/**
 * Orders of twenty events each in the ledger of a tenant, chained by the ledger's own function; made by Postgres, in the
 * place of a server's commits. If anything of it were wrong, verifying would say so.
 */
export async function seedLedger(databaseUrl: string, tenant: string, events: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const commitment = sha256(JSON.stringify([SALT, 'ann']))
  await pool.query('insert into docket.people values ($1, $2, decode($3, $4), decode($5, $4))', [
    tenant,
    'ann',
    SALT,
    'hex',
    commitment,
  ])
  for (let from = 0; from < events; from += BATCH) {
    await pool.query(SEED, [tenant, from, BATCH, EVENTS_PER_ORDER, commitment])
  }
  await pool.query('analyze docket.audit_events')
  await pool.end()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** $1 tenant, $2 events before, $3 how many, $4 of each order, $5 what stands for the user. */
const SEED = `
with made as materialized (
  select
    n, $2::bigint + n - 1 as no, (n - 1) / $4::int + 1 as document,
    'o' || (($2::bigint + n - 1) / $4::int) as entity_id,
    1700000000000 + $2::bigint + n as at
  from generate_series(1, $3::int) as n
),
events as materialized (
  select *,
    (substring(lpad(to_hex(at), 12, '0') for 8) || '-' || substring(lpad(to_hex(at), 12, '0') from 9)
      || '-7000-8000-' || lpad(to_hex(no), 12, '0'))::uuid as event_id,
    case when no % $4::int = 0 then 'order.created' else 'order.item_added' end as event_type,
    case when no % $4::int = 0 then '{"table_number":' || (no / $4::int) % 40 + 1 || '}'
      else '{"item":{"id":"' || no || '","name":"Mushroom risotto","price_minor":1450,"quantity":1}}' end as payload
  from made
),
contents as materialized (
  select *, sha256(convert_to(
    '{"actor_id":{"$personal":"' || $5::text || '"},"device_id":"till-1","entity_id":"' || entity_id
    || '","entity_type":"order","event_id":"' || event_id || '","event_type":"' || event_type
    || '","occurred_at_ms":' || at || ',"payload":' || payload
    || ',"ref":null,"reject_code":null,"reject_reason":null,"schema_version":1,"skew_ms":null,"submitted_by":{"$personal":"'
    || $5::text || '"},"tenant_id":"' || $1::text || '","verdict":"accepted"}', 'UTF8')) as content
  from events
),
chained as materialized (
  select c.* from
    (select array_agg(document order by n)::int[] as of_events, string_agg(content, '' order by n) as contents
      from contents) as e,
    (select array_agg(1 order by document) as tenants, array_agg('order'::text order by document) as types,
      array_agg(entity_id order by document) as ids
      from (select distinct document, entity_id from contents) as d) as d,
    docket.chain(array[$1::text], array[$3::bigint], array[0], d.tenants, d.types, d.ids, e.of_events, e.contents) as c
)
insert into docket.audit_events (
  tenant_id, seq, event_id, event_type, entity_type, entity_id, payload, schema_version, occurred_at_ms, occurred_at,
  recorded_at, actor_id, device_id, submitted_by, verdict, content, entity_previous, hash)
select
  $1, seqs[1] - $3::bigint + n, event_id, event_type, 'order', entity_id, payload::jsonb, 1, at, to_timestamp(at / 1000.0),
  recorded_at, 'ann', 'till-1', 'ann', 'accepted', content,
  substring(befores from n * 32 - 31 for 32), substring(hashes from n * 32 - 31 for 32)
from chained, contents`
