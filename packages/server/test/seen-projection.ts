import type { Pool } from 'pg'
import type { Projection, ProjectionTransaction } from '../src/projections/define-projection.ts'

/** A row for each time that an event is applied: nothing in the table itself refuses a second one. */
export function seenProjection(given: Partial<Projection> = {}): Projection {
  return {
    name: 'seen',
    async setUp(tx) {
      await tx.query('drop table if exists seen')
      await tx.query(
        'create table seen (at bigint generated always as identity, tenant text, seq int, type text, verdict text)',
      )
    },
    apply: insertSeen,
    ...given,
  }
}

type Applied = Parameters<Projection['apply']>[1]

export async function insertSeen(tx: ProjectionTransaction, { tenant, seq, event, rejection }: Applied): Promise<void> {
  await tx.query('insert into seen (tenant, seq, type, verdict) values ($1, $2, $3, $4)', [
    tenant,
    seq,
    event.type,
    rejection?.code ?? 'accepted',
  ])
}

/** The numbers that were applied, in the order in which they were; none while there is no table. */
export async function seenSeqs(pool: Pool, tenant: string): Promise<number[]> {
  const there = await pool.query<{ found: string | null }>(`select to_regclass('seen')::text as found`)
  if (there.rows[0]?.found == null) return []
  const { rows } = await pool.query<{ seq: number }>('select seq from seen where tenant = $1 order by at', [tenant])
  return rows.map(({ seq }) => seq)
}

export function oneTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1)
}
