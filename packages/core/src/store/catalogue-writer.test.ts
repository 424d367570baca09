import { expect, test } from 'vitest'
import type { CatalogueRow, DeviceFacts, StoredCatalogue } from '../storage/storage.ts'
import { CatalogueWriter } from './catalogue-writer.ts'

const rowOf = (id: string, seq = 0): CatalogueRow => ({
  entity: 'order',
  id,
  seq,
  summary: {},
  uncommitted: 0,
  rejected: 0,
})

/** A disk whose writes end when they are told to. */
function setUp() {
  const writes: { rows: readonly CatalogueRow[]; facts: DeviceFacts; finish(error?: Error): void }[] = []
  const stored: StoredCatalogue = {
    read: async () => ({ rows: [], facts: { cursor: 0 } }),
    write: (rows, facts) =>
      new Promise((resolve, reject) => {
        writes.push({ rows, facts, finish: (error) => (error === undefined ? resolve() : reject(error)) })
      }),
    close: async () => undefined,
  }
  const outcomes: unknown[] = []
  const writer = new CatalogueWriter(stored, (outcome) => outcomes.push(outcome))
  return { writer, writes, outcomes }
}

const untilWriting = async (writes: readonly unknown[], count: number): Promise<void> => {
  for (let tries = 0; writes.length < count && tries < 50; tries++) await Promise.resolve()
  expect(writes).toHaveLength(count)
}

test('all changes of a tick go with one write, each row as it was last, with the last facts', async () => {
  const { writer, writes } = setUp()
  writer.write(rowOf('a', 1), { cursor: 1 })
  writer.write(rowOf('b', 2), { cursor: 2 })
  writer.write(rowOf('a', 3), { cursor: 3 })
  await untilWriting(writes, 1)
  expect(writes[0]).toMatchObject({ rows: [rowOf('a', 3), rowOf('b', 2)], facts: { cursor: 3 } })
  writes[0]?.finish()
  await writer.flush()
})

test('one write at a time: what changes meanwhile goes with the next', async () => {
  const { writer, writes } = setUp()
  writer.write(rowOf('a'), { cursor: 1 })
  await untilWriting(writes, 1)
  writer.write(rowOf('b'), { cursor: 2 })
  await Promise.resolve()
  expect(writes).toHaveLength(1)
  let flushed = false
  const flush = writer.flush().then(() => {
    flushed = true
  })
  writes[0]?.finish()
  await untilWriting(writes, 2)
  expect(flushed).toBe(false)
  expect(writes[1]?.rows).toEqual([rowOf('b')])
  writes[1]?.finish()
  await flush
})

test('[SAV1] what a failed write left is written again by the next flush, and the recovery is reported', async () => {
  const { writer, writes, outcomes } = setUp()
  const full = new Error('disk full')
  writer.write(rowOf('a', 1), { cursor: 1 })
  await untilWriting(writes, 1)
  writes[0]?.finish(full)
  await expect(writer.flush()).rejects.toBe(full)
  expect(outcomes).toEqual([full])
  const again = writer.flush()
  await untilWriting(writes, 2)
  expect(writes[1]).toMatchObject({ rows: [rowOf('a', 1)], facts: { cursor: 1 } })
  writes[1]?.finish()
  await again
  expect(outcomes).toEqual([full, undefined])
})

test('facts alone are written again as well', async () => {
  const { writer, writes } = setUp()
  writer.write(undefined, { cursor: 5 })
  await untilWriting(writes, 1)
  writes[0]?.finish(new Error('disk full'))
  await expect(writer.flush()).rejects.toThrow('disk full')
  const again = writer.flush()
  await untilWriting(writes, 2)
  writes[1]?.finish()
  await again
})

test('a row that has changed since the failed write is written as it is now', async () => {
  const { writer, writes } = setUp()
  writer.write(rowOf('a', 1), { cursor: 1 })
  await untilWriting(writes, 1)
  writer.write(rowOf('a', 2), { cursor: 2 })
  writes[0]?.finish(new Error('disk full'))
  await untilWriting(writes, 2)
  expect(writes[1]?.rows).toEqual([rowOf('a', 2)])
  writes[1]?.finish()
  await writer.flush()
})

test('a failure that nobody waits for is not an unhandled rejection', async () => {
  const { writer, writes, outcomes } = setUp()
  writer.write(rowOf('a'), { cursor: 1 })
  await untilWriting(writes, 1)
  writes[0]?.finish(new Error('disk full'))
  await untilWriting(outcomes, 1)
})
