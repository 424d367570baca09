import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const checkpoints: Migration = {
  async up(db: Kysely<unknown>) {
    // json, not jsonb: a state comes back with its keys in the order in which the fold put them.
    await sql`
      create table docket.checkpoints (
        tenant_id text collate "C" not null,
        entity_type text collate "C" not null,
        entity_id text collate "C" not null,
        -- Which Yjs items are in it, as runs of a client's clocks.
        covered json not null,
        state json not null,
        -- Which program folded it.
        fold_version text not null,
        newest_id uuid not null,
        events bigint not null,
        not_understood bigint not null,
        -- The rejected events in it that nobody has resolved, with their verdicts.
        rejected json not null,
        made_at timestamptz not null default now(),
        primary key (tenant_id, entity_type, entity_id)
      );

      alter function docket.grant_application(text) rename to grant_application_before_checkpoints;

      create function docket.grant_application(role text) returns void language plpgsql as $$
      begin
        perform docket.grant_application_before_checkpoints(role);
        execute format('grant insert, update, delete on docket.checkpoints to %I', role);
      end
      $$;
      revoke execute on function docket.grant_application from public`.execute(db)
  },
}
