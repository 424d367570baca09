import type { Seal } from '../chain/seal.ts'
import type { Queryable } from './queryable.ts'

/** Where a tenant's chain ends. */
export interface ChainHead {
  /** 0 when there is no record yet. */
  readonly seq: number
  /** Hexadecimal. */
  readonly head: string
}

export async function chainHead(db: Queryable, tenant: string): Promise<ChainHead | undefined> {
  const { rows } = await db.query<{ seq: string; head: string }>({
    name: 'docket-chain-head',
    text: `select seq, encode(head, 'hex') as head from docket.tenants where tenant_id = $1 and head is not null`,
    values: [tenant],
  })
  return rows[0] && { seq: Number(rows[0].seq), head: rows[0].head }
}

interface Row {
  readonly tenant_id: string
  readonly seq: string
  readonly head: string
  readonly sealed_at_ms: string
  readonly previous: string
  readonly key_id: string
  readonly signature: string
}

const COLUMNS = `
  tenant_id, seq, encode(head, 'hex') as head, sealed_at_ms, encode(previous, 'hex') as previous, key_id, signature`

export async function newestSeal(db: Queryable, tenant: string): Promise<Seal | undefined> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'docket-newest-seal',
    text: `select ${COLUMNS} from docket.seals where tenant_id = $1 order by seq desc limit 1`,
    values: [tenant],
  })
  return rows[0] && toSeal(rows[0])
}

/** The seals of a tenant from the first that covers a record up to the first that covers another, by their numbers. */
export async function sealsCovering(db: Queryable, tenant: string, firstSeq: number, lastSeq: number): Promise<Seal[]> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    text: `
      select ${COLUMNS} from docket.seals
      where tenant_id = $1 and seq >= $2
        and seq <= coalesce((select min(seq) from docket.seals where tenant_id = $1 and seq >= $3), $3)
      order by docket.seals.seq`,
    values: [tenant, firstSeq, lastSeq],
  })
  return rows.map(toSeal)
}

/** Writes a seal; false when another node has sealed meanwhile. */
export async function insertSeal(db: Queryable, seal: Seal): Promise<boolean> {
  const { rows } = await db.query({
    text: `
      insert into docket.seals (tenant_id, seq, head, sealed_at_ms, previous, key_id, signature)
      values ($1, $2, decode($3, 'hex'), $4, decode($5, 'hex'), $6, $7)
      on conflict do nothing returning 1`,
    values: [seal.tenant_id, seal.seq, seal.head, seal.sealed_at_ms, seal.previous, seal.key_id, seal.signature],
  })
  return rows.length > 0
}

/** Tenants with records that no seal covers. */
export async function unsealedTenants(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ tenant_id: string }>({
    text: `
      select tenant_id from docket.tenants as t
      where t.seq > coalesce((select max(s.seq) from docket.seals as s where s.tenant_id = t.tenant_id), 0)`,
  })
  return rows.map((row) => row.tenant_id)
}

function toSeal(row: Row): Seal {
  return { ...row, seq: Number(row.seq), sealed_at_ms: Number(row.sealed_at_ms) }
}
