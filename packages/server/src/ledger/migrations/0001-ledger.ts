import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

// Names compare byte by byte ("C"): the order that the code has, and no other on any machine.
const tables = sql`
  create table docket.tenants (
    tenant_id text collate "C" primary key,
    seq bigint not null check (seq >= 0)
  );

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
    hash bytea,
    primary key (tenant_id, seq),
    constraint audit_events_event_id_once unique (tenant_id, event_id),
    constraint audit_events_reason check ((verdict = 'rejected') = (reject_code is not null and reject_reason is not null))
  );

  create index audit_events_of_entity on docket.audit_events (tenant_id, entity_type, entity_id, event_id);

  create table docket.updates (
    tenant_id text collate "C" not null,
    entity_type text collate "C" not null,
    entity_id text collate "C" not null,
    no bigint not null generated always as identity,
    data bytea not null,
    events int not null,
    primary key (tenant_id, entity_type, entity_id, no)
  );

  create table docket.entities (
    tenant_id text collate "C" not null,
    entity_type text collate "C" not null,
    entity_id text collate "C" not null,
    state jsonb not null,
    summary jsonb not null,
    seq bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, entity_type, entity_id)
  );

  create index entities_by_seq on docket.entities (tenant_id, seq);
  create index entities_by_type_and_seq on docket.entities (tenant_id, entity_type, seq);

  create table docket.breaches (
    id bigint primary key generated always as identity,
    at timestamptz not null default now(),
    tenant_id text collate "C",
    document text,
    code text not null,
    reason text not null,
    submitted_by text
  )`

// For each statement, so that one which matches no row is refused too. "Always" holds in replicas as well.
const appendOnly = sql`
  create function docket.refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'docket.audit_events is append-only: % is refused', tg_op
      using errcode = 'restrict_violation', hint = 'Record a further event that corrects the earlier one.';
  end
  $$;

  create trigger append_only before update or delete or truncate on docket.audit_events
    for each statement execute function docket.refuse_change();
  alter table docket.audit_events enable always trigger append_only`

export const ledger: Migration = {
  async up(db: Kysely<unknown>) {
    await tables.execute(db)
    await appendOnly.execute(db)
  },
}
