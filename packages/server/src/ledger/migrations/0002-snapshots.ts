import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const snapshots: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table docket.snapshots (
        tenant_id text collate "C" not null,
        entity_type text collate "C" not null,
        entity_id text collate "C" not null,
        -- The last of docket.updates that is in data; all before it are too.
        no bigint not null,
        data bytea not null,
        digest bytea not null,
        written_at timestamptz not null default now(),
        primary key (tenant_id, entity_type, entity_id)
      )`.execute(db)
  },
}
