import type { Queryable } from './queryable.ts'

/** Makes the partitions of docket.audit_events for this month and the next two, where they are missing. */
export async function ensurePartitions(db: Queryable): Promise<void> {
  await db.query({ text: "select docket.ensure_partitions(now(), now() + interval '2 months')" })
}
