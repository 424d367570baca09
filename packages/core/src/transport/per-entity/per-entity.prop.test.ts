import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openTill } from '../../../test/till.ts'
import { defineEntity } from '../../entity/define-entity.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import type { Store } from '../../store/store.ts'
import { localServer } from '../../testing/local-server.ts'
import type { LocalTransport } from '../../testing/local-transport.ts'
import type { Transport } from '../transport.ts'
import { transportPerEntity } from './transport-per-entity.ts'

const counter = (name: string) =>
  defineEntity(name, {
    initial: { count: 0 },
    events: { counted: { payload: z.object({}), evolve: ({ count }) => ({ count: count + 1 }) } },
    summary: (state) => state,
  })
const [order, menu, table] = [counter('order'), counter('menu'), counter('table')]
const entities = [order, menu, table]
const soon = { timeout: 2_000, interval: 1 }

type Step = (bench: Bench) => void | Promise<void>

/** A device that is started anew with other settings on the same disk, three lines to the server, and who records. */
class Bench {
  readonly #server = localServer({ entities })
  readonly #storage = memoryStorage()
  readonly writer: Store = openTill({ entities, device: 'writer', transport: this.#server.transport() })
  readonly lines: readonly LocalTransport[] = Array.from({ length: 3 }, () => this.#server.transport())
  #reader: Store | undefined

  async restart([others, ofMenus, ofTables]: readonly Transport[]): Promise<void> {
    await this.#reader?.close()
    if (others === undefined || ofMenus === undefined || ofTables === undefined) throw new TypeError('one for each')
    const transport = transportPerEntity({ default: others, entities: { menu: ofMenus, table: ofTables } })
    this.#reader = openTill({ entities, storage: this.#storage, transport })
  }

  /** In the end nothing is missing, whoever was cut off when. */
  async settle(): Promise<void> {
    for (const line of this.lines) line.restore()
    await vi.waitFor(() => expect(this.writer.status().uncommitted).toBe(0), soon)
    await vi.waitFor(() => expect(rowsOf(this.#reader)).toEqual(rowsOf(this.writer)), soon)
    await Promise.all([this.writer.close(), this.#reader?.close()])
  }
}

function rowsOf(store: Store | undefined) {
  return entities.map((entity) => store?.list(entity).rows())
}

const line = fc.nat(2)
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ entity: fc.constantFrom(...entities), id: fc.constantFrom('a', 'b') }).map(
      ({ entity, id }): Step =>
        async ({ writer }) =>
          writer.open(entity, id).record('counted', {}).committed,
    ),
  },
  {
    weight: 2,
    arbitrary: line.map(
      (n): Step =>
        ({ lines }) =>
          lines[n]?.cut(),
    ),
  },
  {
    weight: 2,
    arbitrary: line.map(
      (n): Step =>
        ({ lines }) =>
          lines[n]?.restore(),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(line, line, line).map(
      (chosen): Step =>
        (bench) =>
          bench.restart(chosen.flatMap((n) => bench.lines[n] ?? [])),
    ),
  },
)

test('[TRN8] no summary is skipped, whichever connections are cut when, and however often settings change', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 40 }), async (schedule) => {
      const bench = new Bench()
      await bench.restart(bench.lines)
      for (const step of schedule) await step(bench)
      await bench.settle()
    }),
    { numRuns: 150 },
  )
}, 60_000)
