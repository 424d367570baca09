import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { commitGroup } from '../../src/ledger/commit-group.ts'
import { eventsSince } from '../../src/ledger/read-events.ts'
import { createRandom, type Random } from '../random.ts'
import { sampleCommit } from '../sample-commits.ts'

export type Numbering = 'docket' | 'sequence'

export interface LostCursorResult {
  readonly commits: number
  readonly rollbacks: number
  /** Events that a reader passed by, over all readers; and those that it got twice or out of order. */
  readonly missed: number
  readonly disordered: number
}

export interface LostCursorOptions {
  readonly url: string
  /** Transactions, most of which commit. */
  readonly rounds: number
  readonly seed: number
  /** As Docket numbers events, or as a sequence would: when a row is written and not when it is committed. */
  readonly numbering: Numbering
}

const WRITERS = 6
const READERS = 3
const TENANT = 'demo'

/**
 * Writers that commit in another order than they began, roll back, and stay idle in their transactions; readers that poll
 * for what comes after the last number that they have. Does a reader ever miss one?
 */
export async function runLostCursor({ url, rounds, seed, numbering }: LostCursorOptions): Promise<LostCursorResult> {
  const pool = new pg.Pool({ connectionString: url, max: WRITERS + READERS + 1 })
  // The database may be gone before the last connection is closed.
  pool.on('error', () => undefined)
  const ledger: Ledger = numbering === 'docket' ? docket(pool) : sequence(pool)
  const random = createRandom(seed)
  const counts = { commits: 0, rollbacks: 0 }
  let left = rounds
  let isWriting = true
  try {
    await ledger.prepare()
    const readers = Array.from({ length: READERS }, () => read(ledger, () => isWriting))
    const writers = Array.from({ length: WRITERS }, () => createRandom(random.int(2 ** 31))).map(async (chance) => {
      while (left-- > 0) await write(pool, ledger, chance, counts)
    })
    await Promise.all(writers)
    isWriting = false
    const seen = await Promise.all(readers)
    const all = await ledger.all()
    return {
      ...counts,
      missed: seen.reduce((sum, seqs) => sum + new Set(all).difference(new Set(seqs)).size, 0),
      disordered: seen.reduce(
        (sum, seqs) => sum + seqs.filter((seq, place) => place > 0 && seq <= (seqs[place - 1] ?? 0)).length,
        0,
      ),
    }
  } finally {
    await pool.end()
  }
}

async function write(
  pool: pg.Pool,
  ledger: Ledger,
  random: Random,
  counts: { commits: number; rollbacks: number },
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    if (random.chance(0.3)) await sleep(random.int(3))
    await ledger.append(client, random)
    // Idle in its transaction, in which it has numbers already.
    if (random.chance(0.3)) await sleep(random.int(random.chance(0.1) ? 15 : 3))
    const isKept = random.chance(0.85)
    await client.query(isKept ? 'commit' : 'rollback')
    counts[isKept ? 'commits' : 'rollbacks']++
  } finally {
    client.release()
  }
}

async function read(ledger: Ledger, isWriting: () => boolean): Promise<number[]> {
  const seqs: number[] = []
  for (let after = 0, wasWriting = true; ; ) {
    const page = await ledger.since(after)
    seqs.push(...page.seqs)
    after = page.next
    if (page.seqs.length > 0) continue
    // Once more after the last writer has ended.
    if (!wasWriting) return seqs
    wasWriting = isWriting()
    await sleep(1)
  }
}

interface Ledger {
  prepare(): Promise<void>
  append(client: pg.PoolClient, random: Random): Promise<void>
  since(after: number): Promise<{ readonly seqs: readonly number[]; readonly next: number }>
  all(): Promise<number[]>
}

function docket(pool: pg.Pool): Ledger {
  return {
    prepare: async () => undefined,
    async append(client, random) {
      const address = { tenant: TENANT, entity: 'order', id: `o${random.int(20)}` }
      await commitGroup(client, [sampleCommit(address)])
    },
    async since(after) {
      const { events, next } = await eventsSince(pool, { tenant: TENANT, after, limit: 50 })
      return { seqs: events.map(({ seq }) => seq), next }
    },
    async all() {
      const { rows } = await pool.query('select seq from docket.audit_events where tenant_id = $1 order by seq', [
        TENANT,
      ])
      return rows.map(({ seq }) => Number(seq))
    },
  }
}

function sequence(pool: pg.Pool): Ledger {
  const since = async (after: number): Promise<number[]> => {
    const { rows } = await pool.query('select seq from numbered where seq > $1 order by seq', [after])
    return rows.map(({ seq }) => Number(seq))
  }
  return {
    async prepare() {
      await pool.query('create table numbered (seq bigserial primary key)')
    },
    async append(client) {
      await client.query('insert into numbered default values')
    },
    async since(after) {
      const seqs = await since(after)
      return { seqs, next: seqs.at(-1) ?? after }
    },
    all: () => since(0),
  }
}
