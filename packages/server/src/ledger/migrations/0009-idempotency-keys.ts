import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const idempotencyKeys: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      -- What a sender calls an event of which it may not know the id any more.
      create table docket.idempotency_keys (
        tenant_id text collate "C" not null,
        key text collate "C" not null,
        entity_type text collate "C" not null,
        entity_id text collate "C" not null,
        event_id uuid not null,
        constraint idempotency_keys_once primary key (tenant_id, key)
      );

      alter function docket.grant_application(text) rename to grant_application_before_idempotency_keys;

      create function docket.grant_application(role text) returns void language plpgsql as $$
      begin
        perform docket.grant_application_before_idempotency_keys(role);
        execute format('grant insert on docket.idempotency_keys to %I', role);
      end
      $$;
      revoke execute on function docket.grant_application from public`.execute(db)
  },
}
