import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { eventLine, importBench } from '../../test/import/import-bench.ts'
import { createRandom } from '../../test/random.ts'

const bench = await importBench()
const entities = fileURLToPath(new URL('../../test/import/small-order.ts', import.meta.url))

test.each([1, 2, 3])(
  '[IMP4] a dry run foresees verdicts and effects that depend on the order (seed %i)',
  async (seed) => {
    const random = createRandom(seed)
    const name = `a${seed}.ndjson`
    const lines = Array.from({ length: 1_500 }, (_, id) =>
      eventLine({
        id: `${seed}/${id}`,
        entity_id: `o${seed}-${random.int(150)}`,
        event_type: random.chance(0.1) ? 'paid' : 'item_added',
        timestamp: 1_500_000_000_000 + random.int(500) * 1_000,
        payload: random.chance(0.02) ? { title: 'soup' } : { name: `soup ${id}` },
      }),
    )
    await bench.write(name, lines.join(''))
    const run = async (rejected: string, dryRun: boolean) => {
      const { report } = await bench.run(name, { entity: 'order', entities, rejected, dryRun })
      const counts = report.replaceAll('would be ', '').replace('Dry run, nothing is written: ', '')
      return { counts, rejected: await bench.lines(rejected) }
    }
    const before = await run('before', true)
    const imported = await run('imported', false)
    expect(imported.rejected.some(({ code }) => code === 'order_full')).toBe(true)
    expect(imported.counts).toMatch(/\d+ of the accepted do not change/)
    expect(before).toEqual(imported)
    // Verdicts stay, now that the ledger has them.
    expect((await run('after', true)).rejected).toEqual(imported.rejected)
  },
)
