import { randomBytes } from 'node:crypto'
import type { Entity, EventRecord } from '@docket/core'
import { createLogger, createServer, type EntityRules } from '@docket/server'
import { SignJWT } from 'jose'
import pg from 'pg'

/** A server on a database, and what the trials ask of both. */
export interface TrialServer {
  readonly port: number
  tokenFor(tenant: string): Promise<string>
  /** A tenant's rows of `docket.audit_events`, in the order of their ids. */
  ledgerOf(tenant: string): Promise<LedgerRow[]>
  /** The state of one document in `docket.entities`. */
  stateOf(tenant: string, id: string): Promise<unknown>
  close(): Promise<void>
}

export interface LedgerRow {
  readonly id: string
  /** Its number: the order in which they were committed. */
  readonly seq: number
  readonly event: EventRecord
  readonly rejection: { readonly code: string; readonly reason: string } | undefined
}

const TOKEN_LIFE = '1h'

export async function startTrialServer(
  databaseUrl: string,
  entity: Entity,
  rules: readonly EntityRules[] = [],
): Promise<TrialServer> {
  const secret = randomBytes(32).toString('hex')
  const server = await createServer({
    entities: [entity],
    rules,
    config: { port: 0, databaseUrl, redisUrl: undefined, auth: { kind: 'secret', secret } },
    logger: createLogger('silent'),
  })
  const pool = new pg.Pool({ connectionString: databaseUrl })
  return {
    port: server.port,
    tokenFor: (tenant) =>
      new SignJWT({ tenant, roles: ['device'] })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('trial')
        .setExpirationTime(TOKEN_LIFE)
        .sign(new TextEncoder().encode(secret)),
    async ledgerOf(tenant) {
      const { rows } = await pool.query('select * from docket.audit_events where tenant_id = $1 order by event_id', [
        tenant,
      ])
      return rows.map(rowOf)
    },
    async stateOf(tenant, id) {
      const { rows } = await pool.query('select state from docket.entities where tenant_id = $1 and entity_id = $2', [
        tenant,
        id,
      ])
      return rows[0]?.state
    },
    async close() {
      await server.close()
      await pool.end()
    },
  }
}

function rowOf(row: pg.QueryResultRow): LedgerRow {
  return {
    id: row.entity_id,
    seq: Number(row.seq),
    event: {
      id: row.event_id,
      type: row.event_type.slice(row.entity_type.length + 1),
      v: Number(row.schema_version),
      at: Number(row.occurred_at_ms),
      ...(row.skew_ms !== null && { skew: Number(row.skew_ms) }),
      by: row.actor_id,
      device: row.device_id,
      payload: row.payload,
      ...(row.ref !== null && { ref: row.ref }),
    },
    rejection: row.verdict === 'accepted' ? undefined : { code: row.reject_code, reason: row.reject_reason },
  }
}
