import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import type { CommitReceipt, DocumentCommit } from './commit.ts'
import { commitGroup } from './commit-group.ts'
import { migrate } from './migrate.ts'
import { createPool } from './pool.ts'
import { eventsSince } from './read-events.ts'

const TENANTS = ['a', 'B', 'b', 'c-1']
const WRITERS = 6
const GROUPS = 40

const { url } = await createTestDatabase()
// Two pools, as two nodes would have.
let pools: Pool[]

beforeAll(async () => {
  await migrate(url)
  pools = await Promise.all([createPool(url), createPool(url)])
})
afterAll(() => Promise.all(pools.map((pool) => pool.end())))

test('[COM2] many writers on two nodes number each tenant 1, 2, 3 …, and nobody who reads meanwhile misses one', async () => {
  let writing = true
  const readers = TENANTS.map((tenant) => readAll(tenant, () => writing))
  const written = await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  writing = false
  const seen = await Promise.all(readers)

  const receipts = written.flat()
  for (const [index, tenant] of TENANTS.entries()) {
    const mine = receipts.filter(({ commit }) => commit.address.tenant === tenant)
    const total = mine.reduce((sum, { commit }) => sum + commit.events.length, 0)
    const oneToTotal = Array.from({ length: total }, (_, no) => no + 1)
    expect(seen[index]?.seqs, `read by tenant ${tenant}`).toEqual(oneToTotal)
    const numbered = mine.flatMap(({ commit, receipt }) =>
      commit.events.map((judged, place) => [receipt.seq - commit.events.length + 1 + place, judged.event.id] as const),
    )
    numbered.sort(([one], [other]) => one - other)
    expect(
      numbered.map(([, id]) => id),
      `receipts of tenant ${tenant}`,
    ).toEqual(seen[index]?.ids)
    expect(seen[index]?.times, `recorded_at of tenant ${tenant}`).toEqual(seen[index]?.times.toSorted((x, y) => x - y))
  }
})

interface Written {
  readonly commit: DocumentCommit
  readonly receipt: CommitReceipt
}

async function write(writer: number): Promise<Written[]> {
  const written: Written[] = []
  for (let round = 0; round < GROUPS; round++) {
    // Each writer names the tenants in another order: sorted they are by the commit.
    const commits = Array.from({ length: 1 + ((writer + round) % 5) }, (_, place) => {
      const tenant = TENANTS[(writer * 3 + round * 2 + place * (1 + (writer % 3))) % TENANTS.length] ?? ''
      const events = Array.from({ length: (round + place) % 4 }, () => accepted())
      return sampleCommit(
        { tenant, entity: 'order', id: `o${(round + writer) % 3}` },
        { events, readModel: { state: {}, summary: {} } },
      )
    })
    const receipts = await commitGroup(pools[writer % 2] as Pool, commits)
    for (const [index, commit] of commits.entries()) written.push({ commit, receipt: receipts[index] as CommitReceipt })
  }
  return written
}

async function readAll(
  tenant: string,
  more: () => boolean,
): Promise<{ seqs: number[]; ids: string[]; times: number[] }> {
  const seen = { seqs: [] as number[], ids: [] as string[], times: [] as number[] }
  for (let after = 0; ; ) {
    const mayHaveMore = more()
    const page = await eventsSince(pools[1] as Pool, { tenant, after, limit: 7 })
    for (const { seq, event, recordedAtMs } of page.events) {
      seen.seqs.push(seq)
      seen.ids.push(event.id)
      seen.times.push(recordedAtMs)
    }
    after = page.next
    if (page.events.length === 0 && !mayHaveMore) return seen
    if (page.events.length === 0) await sleep(1)
  }
}
