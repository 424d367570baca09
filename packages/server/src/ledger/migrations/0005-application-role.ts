import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const applicationRole: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create function docket.grant_application(role text) returns void language plpgsql as $$
      begin
        execute format('grant usage on schema docket to %I', role);
        execute format('grant select on all tables in schema docket to %I', role);
        execute format(
          'grant insert on docket.audit_events, docket.event_ids, docket.people, docket.updates, docket.snapshots,
            docket.entities, docket.tenants, docket.heads, docket.breaches, docket.seals, docket.keys to %I', role);
        execute format('grant update on docket.entities, docket.tenants, docket.heads, docket.snapshots to %I', role);
        execute format('grant delete on docket.updates to %I', role);
      end
      $$;
      revoke execute on function docket.grant_application from public`.execute(db)
  },
}
