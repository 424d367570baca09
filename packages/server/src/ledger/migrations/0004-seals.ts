import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const seals: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table docket.keys (
        -- The SHA-256 of the public key, hexadecimal.
        key_id text collate "C" primary key,
        -- Ed25519, 32 bytes.
        public_key bytea not null check (length(public_key) = 32),
        created_at timestamptz not null default now(),
        retired_at timestamptz
      );

      create table docket.seals (
        tenant_id text collate "C" not null,
        seq bigint not null,
        head bytea not null,
        sealed_at_ms bigint not null,
        previous bytea not null,
        key_id text collate "C" not null references docket.keys,
        signature text not null,
        primary key (tenant_id, seq),
        -- Two nodes that seal at once make no fork.
        constraint seals_one_after_each unique (tenant_id, previous)
      );

      create trigger append_only before update or delete or truncate on docket.seals
        for each statement execute function docket.refuse_change();
      alter table docket.seals enable always trigger append_only`.execute(db)
  },
}
