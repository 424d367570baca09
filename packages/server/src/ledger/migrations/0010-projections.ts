import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const projections: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table docket.projections (
        name text collate "C" primary key,
        -- Of the definition whose tables are there; 0 when they are to be made anew.
        version int not null check (version >= 0)
      );

      create table docket.projection_positions (
        name text collate "C" not null references docket.projections,
        tenant_id text collate "C" not null,
        -- The projection has every event up to this number, once.
        position bigint not null default 0,
        -- Of the event after it, in a row, with what went wrong the last time.
        failures int not null default 0,
        failed_seq bigint,
        error text,
        failed_at timestamptz,
        primary key (name, tenant_id)
      ) with (fillfactor = 70);

      alter function docket.grant_application(text) rename to grant_application_before_projections;

      create function docket.grant_application(role text) returns void language plpgsql as $$
      begin
        perform docket.grant_application_before_projections(role);
        execute format('grant insert, update on docket.projections, docket.projection_positions to %I', role);
      end
      $$;
      revoke execute on function docket.grant_application from public`.execute(db)
  },
}
