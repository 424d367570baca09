import { expect, test } from 'vitest'
import { migratedPool } from '../../test/migrated-pool.ts'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import type { DocumentCommit } from './commit.ts'
import { Committer } from './committer.ts'
import { DocumentMovedError } from './document-moved.ts'
import { entityRow } from './read-entities.ts'

const pool = await migratedPool()

const address = { tenant: 'demo', entity: 'order', id: 'a' }

const judgedBy = (knownEvents: number, status: string): DocumentCommit =>
  sampleCommit(address, { knownEvents, events: [accepted()], readModel: { state: { status }, summary: {} } })

test('[NOD1] [FLD1] what was judged without a commit of its own group is refused, and takes nobody with it', async () => {
  const committer = new Committer(pool)
  const commit = (one: DocumentCommit) => committer.commit({ address: one.address, take: () => one })
  const elsewhere = sampleCommit({ ...address, id: 'b' })
  // All in one turn, and so in one group. The third knows nothing of the first two, as when a document is opened anew
  // while the one before is still being judged.
  const results = await Promise.allSettled([
    commit(judgedBy(0, 'open')),
    commit(judgedBy(1, 'void')),
    commit(judgedBy(0, 'paid')),
    commit(elsewhere),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(results[2]).toMatchObject({ reason: expect.any(DocumentMovedError) as unknown })
  const row = await entityRow(pool, { tenant: 'demo', entityType: 'order', entityId: 'a' })
  expect(row).toMatchObject({ state: { status: 'void' }, seq: 2 })
  await committer.close()
})
