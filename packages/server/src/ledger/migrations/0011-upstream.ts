import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const upstream: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      -- What another server has rejected; mostly nothing.
      create index audit_events_rejected_later on docket.audit_events (tenant_id, ref)
        where event_type = '$tenant.rejected_later';

      -- How far a server in a store has got with the central one: what of its own ledger that has, and what of that one's
      -- it has itself.
      create table docket.upstream (
        tenant_id text collate "C" not null,
        url text not null,
        forwarded_seq bigint not null default 0,
        brought_seq bigint not null default 0,
        moved_at timestamptz not null default now(),
        primary key (tenant_id, url)
      );

      -- Documents of which one of the two does not take what the other has.
      create table docket.upstream_refused (
        tenant_id text collate "C" not null,
        url text not null,
        entity_type text collate "C" not null,
        entity_id text collate "C" not null,
        direction text not null check (direction in ('up', 'down')),
        code text not null,
        reason text not null,
        at timestamptz not null default now(),
        primary key (tenant_id, url, entity_type, entity_id, direction)
      );

      alter function docket.grant_application(text) rename to grant_application_before_upstream;

      create function docket.grant_application(role text) returns void language plpgsql as $$
      begin
        perform docket.grant_application_before_upstream(role);
        execute format('grant insert, update, delete on docket.upstream, docket.upstream_refused to %I', role);
      end
      $$;
      revoke execute on function docket.grant_application from public`.execute(db)
  },
}
