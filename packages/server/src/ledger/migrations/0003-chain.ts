import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { chainCommitted } from './chain-committed.ts'

// Partitions need the time in every unique key, so that an id occurs once is kept by a table of its own.
const tables = sql`
  alter table docket.tenants
    add column head bytea,
    add column erasures int not null default 0;

  -- The hash of each document's last record. Apart from the read model, whose other indexes a plan made while it was small
  -- would use; rows are changed in place.
  create table docket.heads (
    tenant_id text collate "C" not null,
    entity_type text collate "C" not null,
    entity_id text collate "C" not null,
    hash bytea not null,
    primary key (tenant_id, entity_type, entity_id)
  ) with (fillfactor = 70);

  create table docket.people (
    tenant_id text collate "C" not null,
    user_id text collate "C" not null,
    -- Null once the user was erased.
    salt bytea,
    commitment bytea not null,
    primary key (tenant_id, user_id)
  );

  create table docket.event_ids (
    tenant_id text collate "C" not null,
    event_id uuid not null,
    constraint event_ids_once primary key (tenant_id, event_id)
  );

  alter table docket.audit_events rename to unchained_events;
  alter table docket.unchained_events rename constraint audit_events_pkey to unchained_events_pkey;
  drop index docket.audit_events_of_entity;

  create table docket.audit_events (
    tenant_id text collate "C" not null,
    seq bigint not null check (seq > 0),
    event_id uuid not null,
    event_type text collate "C" not null,
    entity_type text collate "C" not null,
    entity_id text collate "C" not null,
    payload jsonb not null,
    schema_version bigint not null,
    -- As the device said, to the millisecond; occurred_at is the same as far as a timestamptz reaches.
    occurred_at_ms bigint not null,
    occurred_at timestamptz not null,
    skew_ms bigint,
    recorded_at timestamptz not null,
    actor_id text,
    device_id text not null,
    submitted_by text not null,
    ref uuid,
    verdict text not null check (verdict in ('accepted', 'rejected')),
    reject_code text,
    reject_reason text,
    -- Of the payload's personal values, and the hashes that stand for them; see docs/audit-format.md.
    salt bytea,
    personal jsonb,
    content bytea not null,
    entity_previous bytea not null,
    hash bytea not null,
    primary key (tenant_id, seq, recorded_at),
    constraint audit_events_reason check ((verdict = 'rejected') = (reject_code is not null and reject_reason is not null))
  ) partition by range (recorded_at);

  create index audit_events_of_entity on docket.audit_events (tenant_id, entity_type, entity_id, event_id)`

// A month a partition, in UTC. Statement triggers do not come with a partition by themselves.
const partitions = sql`
  create function docket.ensure_partitions(from_time timestamptz, to_time timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
  declare
    month timestamp := date_trunc('month', from_time at time zone 'UTC');
    partition text;
  begin
    perform pg_advisory_xact_lock(hashtext('docket.audit_events'));
    while month <= to_time at time zone 'UTC' loop
      partition := 'audit_events_' || to_char(month, 'YYYY_MM');
      if to_regclass('docket.' || partition) is null then
        execute format(
          'create table docket.%I partition of docket.audit_events for values from (%L) to (%L)',
          partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        execute format(
          'create trigger append_only before update or delete or truncate on docket.%I
            for each statement execute function docket.refuse_change()', partition);
        execute format('alter table docket.%I enable always trigger append_only', partition);
        execute format('alter table docket.%I enable always trigger erasure_only', partition);
      end if;
      month := month + interval '1 month';
    end loop;
  end
  $$`

/** What erasing somebody by law changes, and nothing else does. */
const triggers = sql`
  create or replace function docket.refuse_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and current_setting('docket.erasing', true) = 'on' then
      return null;
    end if;
    raise exception 'docket.audit_events is append-only: % is refused', tg_op
      using errcode = 'restrict_violation', hint = 'Record a further event that corrects the earlier one.';
  end
  $$;

  create function docket.refuse_all_but_erasure() returns trigger language plpgsql as $$
  begin
    if (to_jsonb(new) - '{actor_id,submitted_by,payload,salt}'::text[])
        = (to_jsonb(old) - '{actor_id,submitted_by,payload,salt}'::text[])
      and (new.actor_id is not distinct from old.actor_id or new.actor_id like '~%')
      and (new.submitted_by = old.submitted_by or new.submitted_by like '~%')
      and (new.salt is not distinct from old.salt or new.salt is null)
    then
      return new;
    end if;
    raise exception 'docket.audit_events is append-only: % is refused', tg_op
      using errcode = 'restrict_violation', hint = 'Record a further event that corrects the earlier one.';
  end
  $$;

  create trigger append_only before update or delete or truncate on docket.audit_events
    for each statement execute function docket.refuse_change();
  alter table docket.audit_events enable always trigger append_only;
  create trigger erasure_only before update on docket.audit_events
    for each row execute function docket.refuse_all_but_erasure();
  alter table docket.audit_events enable always trigger erasure_only`

/**
 * Locks the counters of a group's tenants, in their order, until the commit; numbers and chains its events. It is
 * volatile, so each of its statements sees what was committed before it began: also by who held the lock before.
 */
const chain = sql`
  create function docket.chain(
    tenant_ids text[], counts bigint[], known_erasures int[],
    document_tenants int[], document_types text[], document_ids text[],
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
    numbers bigint[];
    hash_texts text[] := '{}';
    before_texts text[] := '{}';
    recorded_at_ms text;
    events constant int := coalesce(array_length(event_documents, 1), 0);
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
    if events = 0 then
      return;
    end if;

    recorded_at_ms := (extract(epoch from recorded_at) * 1000)::bigint;
    select array_agg(coalesce(
      (select encode(h.hash, 'hex') from docket.heads as h
       where h.tenant_id = tenant_ids[d.tenant] and h.entity_type = d.entity_type and h.entity_id = d.entity_id),
      nothing) order by d.n)
    into entity_heads
    from unnest(document_tenants, document_types, document_ids) with ordinality as d(tenant, entity_type, entity_id, n);

    for place in 1 .. events loop
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
      hash_texts[place] := head;
    end loop;

    hashes := decode(array_to_string(hash_texts, ''), 'hex');
    befores := decode(array_to_string(before_texts, ''), 'hex');
    insert into docket.heads as h (tenant_id, entity_type, entity_id, hash)
    select tenant_ids[d.tenant], d.entity_type, d.entity_id, decode(d.hash, 'hex')
    from unnest(document_tenants, document_types, document_ids, entity_heads) as d(tenant, entity_type, entity_id, hash)
    where d.hash <> nothing
    on conflict (tenant_id, entity_type, entity_id) do update set hash = excluded.hash;
    update docket.tenants as t set head = decode(g.head, 'hex')
    from unnest(tenant_ids, heads) as g(tenant_id, head) where t.tenant_id = g.tenant_id and g.head <> nothing;
  end
  $$`

export const chainedLedger: Migration = {
  async up(db: Kysely<unknown>) {
    await tables.execute(db)
    await triggers.execute(db)
    await partitions.execute(db)
    await sql`
      select docket.ensure_partitions(least(now(), min(recorded_at)), now() + interval '2 months')
      from docket.unchained_events`.execute(db)
    await chain.execute(db)
    await chainCommitted(db)
    await sql`drop table docket.unchained_events`.execute(db)
  },
}
