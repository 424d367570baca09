import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// With the events that were archived: it is how long the document is.
const counts = sql`
  alter table docket.heads add column events bigint not null default 0;

  update docket.heads as h set events =
    (select count(*) from docket.audit_events as e
     where e.tenant_id = h.tenant_id and e.entity_type = h.entity_type and e.entity_id = h.entity_id)
    + coalesce((select a.events from docket.archived_events as a
     where a.tenant_id = h.tenant_id and a.entity_type = h.entity_type and a.entity_id = h.entity_id), 0)`

/**
 * As before, and refuses a group of which a document has other events by now than those it was judged by: another server
 * has committed some. `known_events` is how many each had; null where nobody judged.
 */
const chain = sql`
  drop function docket.chain;

  create function docket.chain(
    tenant_ids text[], counts bigint[], known_erasures int[],
    document_tenants int[], document_types text[], document_ids text[], known_events bigint[],
    event_documents int[], contents bytea,
    out seqs bigint[], out recorded_at timestamptz, out hashes bytea, out befores bytea
  ) language plpgsql volatile
  -- Its plans are made while the tables are still small, and kept.
  set enable_seqscan = off as $$
  declare
    nothing constant text := repeat('0', 64);
    heads text[];
    erasures int[];
    entity_heads text[];
    entity_events bigint[];
    moved text;
    numbers bigint[];
    hash_texts text[] := '{}';
    before_texts text[] := '{}';
    recorded_at_ms text;
    places constant int := coalesce(array_length(event_documents, 1), 0);
    document int;
    tenant int;
    head text;
  begin
    with counted as (
      insert into docket.tenants as t (tenant_id, seq)
      select g.tenant_id, g.count from unnest(tenant_ids, counts) as g(tenant_id, count)
      order by g.tenant_id collate "C"
      on conflict (tenant_id) do update set seq = t.seq + excluded.seq
      returning t.tenant_id, t.seq, t.head, t.erasures
    )
    select
      array_agg(c.seq order by c.tenant_id collate "C"),
      array_agg(c.seq - g.count order by c.tenant_id collate "C"),
      array_agg(coalesce(encode(c.head, 'hex'), nothing) order by c.tenant_id collate "C"),
      array_agg(c.erasures order by c.tenant_id collate "C")
    into seqs, numbers, heads, erasures
    from counted as c join unnest(tenant_ids, counts) as g(tenant_id, count) using (tenant_id);
    if erasures <> known_erasures then
      raise exception 'somebody was erased since the users of the commit were looked up' using errcode = 'DK001';
    end if;
    recorded_at := date_trunc('milliseconds', clock_timestamp());

    -- Only who holds a tenant's counter changes its heads; a join would be planned while the table is small.
    select
      array_agg(coalesce(encode(h.hash, 'hex'), nothing) order by d.n),
      array_agg(coalesce(h.events, 0) order by d.n),
      string_agg(d.n::text, ',') filter (where d.known <> coalesce(h.events, 0))
    into entity_heads, entity_events, moved
    from unnest(document_tenants, document_types, document_ids, known_events)
      with ordinality as d(tenant, entity_type, entity_id, known, n)
    left join lateral (
      select h.hash, h.events from docket.heads as h
      where h.tenant_id = tenant_ids[d.tenant] and h.entity_type = d.entity_type and h.entity_id = d.entity_id
      offset 0
    ) as h on true;
    if moved is not null then
      raise exception 'events of the documents were committed that the judgement did not know'
        using errcode = 'DK002', detail = moved;
    end if;
    if places = 0 then
      return;
    end if;
    recorded_at_ms := (extract(epoch from recorded_at) * 1000)::bigint;

    for place in 1 .. places loop
      document := event_documents[place];
      tenant := document_tenants[document];
      numbers[tenant] := numbers[tenant] + 1;
      before_texts[place] := entity_heads[document];
      -- The canonical JSON of a link.
      head := encode(sha256(convert_to(
        '{"content":"' || encode(substring(contents from place * 32 - 31 for 32), 'hex')
        || '","entity_previous":"' || entity_heads[document]
        || '","previous":"' || heads[tenant]
        || '","recorded_at_ms":' || recorded_at_ms
        || ',"seq":' || numbers[tenant] || '}', 'UTF8')), 'hex');
      heads[tenant] := head;
      entity_heads[document] := head;
      entity_events[document] := entity_events[document] + 1;
      hash_texts[place] := head;
    end loop;

    hashes := decode(array_to_string(hash_texts, ''), 'hex');
    befores := decode(array_to_string(before_texts, ''), 'hex');
    insert into docket.heads as h (tenant_id, entity_type, entity_id, hash, events)
    select tenant_ids[d.tenant], d.entity_type, d.entity_id, decode(d.hash, 'hex'), d.events
    from unnest(document_tenants, document_types, document_ids, entity_heads, entity_events)
      as d(tenant, entity_type, entity_id, hash, events)
    where d.hash <> nothing
    on conflict (tenant_id, entity_type, entity_id) do update set hash = excluded.hash, events = excluded.events;
    update docket.tenants as t set head = decode(g.head, 'hex')
    from unnest(tenant_ids, heads) as g(tenant_id, head) where t.tenant_id = g.tenant_id and g.head <> nothing;
  end
  $$`

export const eventCounts: Migration = {
  async up(db: Kysely<unknown>) {
    await counts.execute(db)
    await chain.execute(db)
  },
}
