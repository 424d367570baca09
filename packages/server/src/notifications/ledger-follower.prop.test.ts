import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { LedgerFollower } from './ledger-follower.ts'
import type { CommitNews, NewsListener } from './notifications.ts'

/** A ledger of groups of events, of which only some are told, some twice, and in any order. */
const groups = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 })

function newsOf(sizes: readonly number[]): CommitNews[] {
  let last = 0
  return sizes.map((size) => {
    const first = last + 1
    last += size
    return { tenant: 'demo', first, last, documents: [], rows: [] }
  })
}

test('[NOD2] [COM2] whatever is lost, doubled or comes out of order: each number is told once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      groups,
      fc.infiniteStream(
        fc.record({
          copies: fc.integer({ min: 0, max: 2 }),
          isOwn: fc.boolean(),
          place: fc.double({ noNaN: true, min: 0, max: 1 }),
        }),
      ),
      async (sizes, fates) => {
        const all = newsOf(sizes)
        const newest = all.at(-1)?.last ?? 0
        let listener: NewsListener | undefined
        let committed = 0
        const told: (readonly [first: number, last: number])[] = []
        const follower = new LedgerFollower({
          checkEveryMs: 5,
          notifications: {
            supportsPush: true,
            joinsNodes: true,
            broadcast: () => undefined,
            subscribe: (_, given) => {
              listener = given
            },
            unsubscribe: () => undefined,
            close: () => Promise.resolve(),
          },
          newestSeqs: async () => new Map([['demo', committed]]),
          // What Postgres says is in pages that end anywhere.
          newsAfter: async (tenant, seq) => ({
            tenant,
            first: seq + 1,
            last: Math.min(seq + 3, committed),
            documents: [],
            rows: [],
          }),
          onNews: ({ first, last }) => told.push([first, last]),
          onError: (error) => expect.unreachable(String(error)),
        })
        try {
          await follower.follow('demo')
          committed = newest
          const deliveries = all.flatMap((news) => {
            const { copies, isOwn, place } = fates.next().value
            return Array.from({ length: copies }, (_, copy) => ({
              news,
              isOwn: isOwn && copy === 0,
              place: place + copy / 3,
            }))
          })
          for (const { news, isOwn } of deliveries.sort((a, b) => a.place - b.place)) {
            if (isOwn) follower.committed(news)
            else listener?.hear(news)
          }
          await vi.waitFor(() => expect(told.at(-1)?.[1]).toBe(newest), { timeout: 5_000, interval: 2 })
        } finally {
          follower.close()
        }
        // A page of Postgres may tell again what came by itself meanwhile, never leave anything out.
        let next = 1
        for (const [first, last] of told) {
          expect(first).toBeLessThanOrEqual(next)
          expect(last).toBeGreaterThanOrEqual(next)
          next = last + 1
        }
      },
    ),
    { numRuns: 60 },
  )
})
