import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const archive: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      -- How many events of each document are no longer in docket.audit_events.
      create table docket.archived_events (
        tenant_id text collate "C" not null,
        entity_type text collate "C" not null,
        entity_id text collate "C" not null,
        events bigint not null,
        primary key (tenant_id, entity_type, entity_id)
      );

      -- Takes a month out of the ledger: its table stays beside it, as docket.archived_YYYY_MM, until somebody drops it.
      create function docket.archive_month(month date) returns void language plpgsql as $$
      declare
        partition constant text := 'audit_events_' || to_char(month, 'YYYY_MM');
      begin
        insert into docket.archived_events as a (tenant_id, entity_type, entity_id, events)
        select tenant_id, entity_type, entity_id, count(*) from docket.audit_events
        where recorded_at >= month::timestamp at time zone 'UTC'
          and recorded_at < (month + interval '1 month') at time zone 'UTC'
        group by tenant_id, entity_type, entity_id
        on conflict (tenant_id, entity_type, entity_id) do update set events = a.events + excluded.events;
        execute format('alter table docket.audit_events detach partition docket.%I', partition);
        execute format('alter table docket.%I rename to %I', partition, 'archived_' || to_char(month, 'YYYY_MM'));
      end
      $$;
      revoke execute on function docket.archive_month from public`.execute(db)
  },
}
