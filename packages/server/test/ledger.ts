import type { EventRecord } from '@docket/core'
import type pg from 'pg'

/** One row of the ledger, as the event that it stands for. */
export interface LedgerEvent {
  readonly document: string
  readonly tenant: string
  readonly seq: number
  readonly event: EventRecord
  readonly rejection: { readonly code: string; readonly reason: string } | undefined
}

/** The whole ledger, or that of one document, in the order of its numbers. */
export async function readLedger(pool: pg.Pool, document?: string): Promise<LedgerEvent[]> {
  const { rows } = await pool.query(
    `select * from docket.audit_events
     where $1::text is null or (tenant_id, entity_type, entity_id) = (split_part($1, '/', 1), split_part($1, '/', 2), split_part($1, '/', 3))
     order by tenant_id, seq`,
    [document ?? null],
  )
  return rows.map((row) => ({
    document: `${row.tenant_id}/${row.entity_type}/${row.entity_id}`,
    tenant: row.tenant_id,
    seq: Number(row.seq),
    event: {
      id: row.event_id,
      type: row.event_type.slice(row.entity_type.length + 1),
      v: Number(row.schema_version),
      at: Number(row.occurred_at_ms),
      ...(row.skew_ms === null ? {} : { skew: Number(row.skew_ms) }),
      by: row.actor_id,
      device: row.device_id,
      payload: row.payload,
      ...(row.ref === null ? {} : { ref: row.ref }),
    },
    rejection: row.verdict === 'accepted' ? undefined : { code: row.reject_code, reason: row.reject_reason },
  }))
}
