import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CatalogueRow } from '../storage/storage.ts'
import { WaitingRows } from './waiting-rows.ts'

const counts = fc.record({ uncommitted: fc.nat(2), rejected: fc.nat(2), at: fc.nat(5) })

test('[SAV2] what waits is the same as if all rows were looked through, after any changes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), counts)), (changes) => {
      const waiting = new WaitingRows()
      const rows = new Map<number, CatalogueRow>()
      for (const [id, { uncommitted, rejected, at }] of changes) {
        const oldest = uncommitted > 0 ? { oldestUncommittedAt: at } : {}
        const row: CatalogueRow = {
          entity: 'order',
          id: `o${id}`,
          summary: {},
          seq: 0,
          uncommitted,
          rejected,
          ...oldest,
        }
        waiting.replace(rows.get(id), row)
        rows.set(id, row)
        const all = [...rows.values()]
        const times = all.flatMap(({ oldestUncommittedAt }) => oldestUncommittedAt ?? [])
        expect(waiting.oldestUncommittedAt).toBe(times.length === 0 ? undefined : Math.min(...times))
        expect(waiting.uncommitted).toBe(all.reduce((sum, one) => sum + one.uncommitted, 0))
        expect(new Set(waiting.withRejected)).toEqual(new Set(all.filter((one) => one.rejected > 0)))
        expect(waiting.rejected).toBe(all.reduce((sum, one) => sum + one.rejected, 0))
      }
    }),
  )
})
