import { documentName } from '@docket/core'
import pg from 'pg'
import { createTokens } from '../../src/auth/tokens.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { type ChildServer, startChildServer } from '../child-server.ts'
import type { KillablePostgres } from '../crash/killable-postgres.ts'
import { sampleEvent } from '../sample-commits.ts'
import { waitUntil } from '../wait-until.ts'
import { EVENTS, seedIdleDocuments, TENANT } from './seed.ts'
import { visitDocuments } from './visit.ts'

export interface IdleResult {
  readonly documents: number
  /** Documents that did not have all their events. */
  readonly incomplete: number
  /** Documents in the server's heap when everything is closed. */
  readonly left: number
  /** What the server used of its heap after each fifth of the documents, MiB. */
  readonly usedMiB: readonly number[]
  readonly snapshots: number
  /** Of events that were sent right before the connection ended: how many of them are in the ledger but in no document. */
  readonly partingMissing: number
  readonly partingCommitted: number
}

const SECRET = 'the secret of the idle documents, 32+'
const CHUNK = 100
const PARTS = 5
const PARTING_DOCUMENTS = 20
const PARTING_EVENTS = 20

/** Opens and closes many documents on a server of its own, and looks for what is left of them. */
export async function runIdle(postgres: KillablePostgres, documents: number): Promise<IdleResult> {
  const database = `idle_${process.pid}`
  const url = await postgres.createDatabase(database)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  let server: ChildServer | undefined
  try {
    await migrate(pool)
    await seedIdleDocuments(pool, documents)
    server = await startChildServer('docket', { DATABASE_URL: url, DOCKET_AUTH_SECRET: SECRET })
    return await measure(server, pool, documents)
  } finally {
    await server?.kill()
    await pool.end()
    await postgres.dropDatabase(database)
  }
}

async function measure(server: ChildServer, pool: pg.Pool, documents: number): Promise<IdleResult> {
  const { issue } = createTokens({ kind: 'secret', secret: SECRET })
  const token = (await issue?.({ subject: 'till', tenant: TENANT, roles: ['device'], expiresInS: 3_600 })) ?? ''
  const { port } = server
  const nameOf = (number: number): string => documentName({ tenant: TENANT, entity: 'tally', id: String(number) })
  const namesFrom = (from: number, length: number): string[] => Array.from({ length }, (_, n) => nameOf(from + n))

  const usedMiB: number[] = []
  let incomplete = 0
  for (let from = 0; from < documents; from += CHUNK) {
    const names = namesFrom(from, Math.min(CHUNK, documents - from))
    const politely = (from / CHUNK) % 2 === 0
    const counts = await visitDocuments({ port, token, names, politely })
    incomplete += counts.filter((count) => count !== EVENTS).length
    if ((from + CHUNK) % (documents / PARTS) !== 0) continue
    await waitUntilSnapshots(pool, from + CHUNK)
    usedMiB.push(await settledMiB(server))
  }

  const names = namesFrom(0, PARTING_DOCUMENTS)
  const parting = (): ReturnType<typeof sampleEvent>[] =>
    Array.from({ length: PARTING_EVENTS }, (_, n) => sampleEvent({ type: 'added', payload: { n } }))
  await visitDocuments({ port, token, names, politely: false, parting })
  let left = Number.NaN
  await waitUntil(
    () => `no document is left: ${left} are`,
    async () => {
      left = await server.documents()
      return left === 0
    },
  )
  const committed = await committedOf(pool, PARTING_DOCUMENTS)
  const again = await visitDocuments({ port, token, names, politely: true })
  return {
    documents,
    incomplete,
    left,
    usedMiB,
    snapshots: await countSnapshots(pool),
    partingCommitted: committed.reduce((sum, count) => sum + count - EVENTS, 0),
    partingMissing: committed.filter((count, index) => count !== again[index]).length,
  }
}

/** The least of a few collections: one alone leaves what is freed by the next turn. */
async function settledMiB(server: ChildServer): Promise<number> {
  const found = [await server.usedMiB(), await server.usedMiB(), await server.usedMiB()]
  return Math.min(...found)
}

async function waitUntilSnapshots(pool: pg.Pool, count: number): Promise<void> {
  let found = 0
  await waitUntil(
    () => `${count} documents have a snapshot: ${found} have`,
    async () => {
      found = await countSnapshots(pool)
      return found >= count
    },
  )
}

async function countSnapshots(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query('select count(*) from docket.snapshots')
  return Number(rows[0].count)
}

/** How many events each of the first documents has in the ledger. */
async function committedOf(pool: pg.Pool, documents: number): Promise<number[]> {
  const { rows } = await pool.query(
    'select count(*) from docket.audit_events where entity_id::int < $1 group by entity_id order by entity_id::int',
    [documents],
  )
  return rows.map(({ count }) => Number(count))
}
