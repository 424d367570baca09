import * as Y from 'yjs'
import type { ClockPairs } from '../document/clocks.ts'
import type { CatalogueRow, DeviceFacts, Storage } from '../storage/storage.ts'
import { checkpointTests } from './checkpoint-conformance.ts'
import { type ConformanceTest, eventually, must, mustEqual } from './conformance-test.ts'
import { quarantineTests } from './quarantine-conformance.ts'
import { linesOf, nameOf, openNote, push, readLines, type StorageTests } from './storage-bench.ts'

/**
 * What every `Storage` must do. For example with Vitest:
 *
 *     for (const { title, run } of storageConformance(() => myStorage())) test(title, run)
 *
 * @param openStorage opens the same disk at every call, as a page does at every load; the tests use names of their own
 */
export function storageConformance(openStorage: () => Storage | Promise<Storage>): readonly ConformanceTest[] {
  return Object.entries({ ...tests, ...quarantineTests, ...checkpointTests }).map(([title, run]) => ({
    title,
    run: async () => run({ openStorage: async () => openStorage(), tenant: `conformance-${crypto.randomUUID()}` }),
  }))
}

const tests: StorageTests = {
  async 'a document that was never kept loads empty'(bench) {
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    mustEqual(linesOf(doc), [], 'the lines')
    mustEqual(await stored.readCommitted(), [], 'the committed clocks')
    await stored.close()
  },

  async 'what was flushed is there after closing and reopening'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    push(first.doc, 'one')
    push(first.doc, 'two')
    await first.stored.flush()
    await first.stored.close()
    mustEqual(await readLines(bench), ['one', 'two'], 'the lines')
  },

  async 'what was flushed is there although nobody closed: flushed means durable'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    push(first.doc, 'one')
    await first.stored.flush()
    mustEqual(await readLines(bench), ['one'], 'the lines')
    await first.stored.close()
  },

  async 'many updates in one tick are all kept, in their order'(bench) {
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`)
    for (const line of lines) push(doc, line)
    await stored.flush()
    await stored.close()
    mustEqual(await readLines(bench), lines, 'the lines')
  },

  async 'updates of many ticks, flushed once at the end, are all kept'(bench) {
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    for (let index = 0; index < 50; index++) {
      push(doc, `line ${index}`)
      await Promise.resolve()
    }
    await stored.flush()
    await stored.close()
    mustEqual((await readLines(bench)).length, 50, 'the number of lines')
  },

  async 'more updates than are worth keeping one by one are all kept'(bench) {
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    for (let index = 0; index < 1200; index++) push(doc, `line ${index}`)
    await stored.flush()
    push(doc, 'the last one')
    await stored.flush()
    await stored.close()
    mustEqual((await readLines(bench)).length, 1201, 'the number of lines')
  },

  async 'updates before it has loaded are kept beside what was on disk'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    push(first.doc, 'on disk')
    await first.stored.flush()
    await first.stored.close()
    const second = await openNote(bench)
    push(second.doc, 'early')
    push(second.doc, 'early too')
    await second.stored.loaded
    mustEqual([...linesOf(second.doc)].sort(), ['early', 'early too', 'on disk'], 'the lines in memory')
    await second.stored.flush()
    await second.stored.close()
    mustEqual([...(await readLines(bench))].sort(), ['early', 'early too', 'on disk'], 'the lines on disk')
  },

  async 'flush waits for loading by itself'(bench) {
    const { doc, stored } = await openNote(bench)
    push(doc, 'early')
    await stored.flush()
    mustEqual(await readLines(bench), ['early'], 'the lines')
    await stored.close()
  },

  async 'updates that others brought are kept as well, and come back byte for byte'(bench) {
    const elsewhere = new Y.Doc()
    push(elsewhere, 'from elsewhere')
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(elsewhere), 'the network')
    await stored.flush()
    await stored.close()
    const again = await openNote(bench)
    await again.stored.loaded
    const [before, after] = [doc, again.doc].map((one) => [...Y.encodeStateAsUpdate(one)])
    mustEqual(after, before, 'the encoded document')
    await again.stored.close()
  },

  async 'it owns the transactions by which it fills the document, and no others'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    push(first.doc, 'on disk')
    await first.stored.flush()
    await first.stored.close()
    const doc = new Y.Doc()
    const origins: unknown[] = []
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.changed.size > 0) origins.push(transaction.origin)
    })
    const stored = (await bench.openStorage()).openDocument(nameOf(bench), doc)
    await stored.loaded
    must(origins.length > 0 && origins.every((origin) => stored.owns(origin)), 'a transaction of loading is not owned')
    must(!stored.owns('the network') && !stored.owns(undefined) && !stored.owns(null), 'foreign transactions are owned')
    await stored.close()
  },

  async 'documents do not see one another'(bench) {
    const storage = await bench.openStorage()
    const open = ['a', 'b', 'c', 'd', 'e'].map((id) => {
      const doc = new Y.Doc()
      return { id, doc, stored: storage.openDocument(nameOf(bench, id), doc) }
    })
    for (const { id, doc } of open) push(doc, `of ${id}`)
    await Promise.all(open.map(({ stored }) => stored.loaded))
    for (const { id, doc } of open) push(doc, `again of ${id}`)
    await Promise.all(open.map(({ stored }) => stored.flush()))
    await Promise.all(open.map(({ stored }) => stored.close()))
    for (const { id } of open)
      mustEqual(await readLines(bench, id), [`of ${id}`, `again of ${id}`], `the lines of ${id}`)
  },

  async 'two that hold the same document, as two tabs do, lose nothing of one another'(bench) {
    const [left, right] = [await openNote(bench), await openNote(bench)]
    await Promise.all([left.stored.loaded, right.stored.loaded])
    push(left.doc, 'left')
    push(right.doc, 'right')
    await Promise.all([left.stored.flush(), right.stored.flush()])
    await Promise.all([left.stored.close(), right.stored.close()])
    mustEqual([...(await readLines(bench))].sort(), ['left', 'right'], 'the lines')
  },

  async 'a deleted document is gone, with what was committed of it; the others are listed and whole'(bench) {
    for (const id of ['a', 'ab', 'b']) {
      const { doc, stored } = await openNote(bench, id)
      await stored.loaded
      push(doc, `of ${id}`)
      await stored.flush()
      await stored.writeCommitted([[1, 2]])
      await stored.close()
    }
    const storage = await bench.openStorage()
    const catalogue = storage.openCatalogue(bench.tenant)
    await catalogue.write([rowOf('note', 'a', 1)], { cursor: 1 })
    const names = ['a', 'ab', 'b'].map((id) => nameOf(bench, id))
    mustEqual([...(await storage.documents(bench.tenant))].sort(), names, 'the documents')
    mustEqual(await storage.documents(`${bench.tenant}-other`), [], 'the documents of another tenant')
    await storage.deleteDocument(nameOf(bench, 'a'))
    await storage.deleteDocument(nameOf(bench, 'never-kept'))
    mustEqual([...(await storage.documents(bench.tenant))].sort(), names.slice(1), 'the documents that are left')
    mustEqual(await readLines(bench, 'ab'), ['of ab'], 'the lines of another document')
    const again = await openNote(bench, 'a')
    await again.stored.loaded
    mustEqual(await again.stored.readCommitted(), [], 'the committed clocks of the deleted one')
    mustEqual(linesOf(again.doc), [], 'the lines of the deleted one')
    await again.stored.close()
    await catalogue.close()
  },

  async 'nobody is alone with a document that is open elsewhere, and nobody opens one while somebody is'(bench) {
    const [mine, theirs] = [(await bench.openStorage()).locks, (await bench.openStorage()).locks]
    const name = nameOf(bench)
    const heard: string[] = []
    const release = await theirs.hold(name)
    const releaseToo = await theirs.hold(name)
    release()
    await mine.alone(name, async () => void heard.push('alone although it is open'))
    mustEqual(heard, [], 'what happened while it was open')
    releaseToo()
    let opened: Promise<() => void> | undefined
    // The release may take a moment to be heard of.
    while (opened === undefined) {
      await mine.alone(name, async () => {
        opened = theirs.hold(name).then((last) => {
          heard.push('opened')
          return last
        })
        await mine.alone(nameOf(bench, 'other'), async () => void heard.push('alone with another'))
        heard.push('done')
      })
    }
    const last = await opened
    mustEqual(heard, ['alone with another', 'done', 'opened'], 'the order of it')
    last?.()
  },

  async 'committed clocks come back as they were written last'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    const committed: ClockPairs = [
      [1, 4],
      [4_294_967_295, 9_007_199_254_740_991],
    ]
    await first.stored.writeCommitted([[1, 2]])
    await first.stored.writeCommitted(committed)
    await first.stored.close()
    const second = await openNote(bench)
    mustEqual(await second.stored.readCommitted(), committed, 'the committed clocks')
    await second.stored.loaded
    mustEqual(linesOf(second.doc), [], 'the lines')
    await second.stored.close()
  },

  async 'nothing is kept after closing'(bench) {
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    push(doc, 'kept')
    await stored.flush()
    await stored.close()
    push(doc, 'too late')
    mustEqual(await readLines(bench), ['kept'], 'the lines')
  },

  async 'closing is idempotent, for documents and the catalogue'(bench) {
    const { stored } = await openNote(bench)
    await stored.loaded
    await stored.close()
    await stored.close()
    const catalogue = (await bench.openStorage()).openCatalogue(bench.tenant)
    await catalogue.read()
    await catalogue.close()
    await catalogue.close()
  },

  async 'a document that is closed before it has loaded closes, and whoever waits for it is told'(bench) {
    const { stored } = await openNote(bench)
    let settled = false
    const settle = (): void => {
      settled = true
    }
    stored.loaded.then(settle, settle)
    await stored.close()
    await eventually(() => settled, '`loaded` settles after close')
    mustEqual(await readLines(bench), [], 'the lines')
  },

  async 'a new catalogue is empty, with the cursor at 0'(bench) {
    const catalogue = (await bench.openStorage()).openCatalogue(bench.tenant)
    mustEqual(await catalogue.read(), { rows: [], facts: { cursor: 0 } }, 'the catalogue')
    await catalogue.close()
  },

  async 'catalogue rows replace those of the same entity and id, and facts the facts'(bench) {
    const facts: DeviceFacts = { cursor: 7, skewMs: -20 }
    const first = (await bench.openStorage()).openCatalogue(bench.tenant)
    await first.write([rowOf('order', 'a', 1), rowOf('order', 'b', 2), rowOf('table', 'a', 3)], { cursor: 3 })
    await first.write([rowOf('order', 'a', 9)], facts)
    await first.close()
    const second = (await bench.openStorage()).openCatalogue(bench.tenant)
    const kept = await second.read()
    const rows = [...kept.rows].sort((a, b) => a.seq - b.seq)
    mustEqual(rows, [rowOf('order', 'b', 2), rowOf('table', 'a', 3), rowOf('order', 'a', 9)], 'the rows')
    mustEqual([kept.facts.cursor, kept.facts.skewMs], [facts.cursor, facts.skewMs], 'the facts')
    await second.close()
  },

  async 'a catalogue of thousands of rows comes back whole, with what has changed since'(bench) {
    const first = (await bench.openStorage()).openCatalogue(bench.tenant)
    const rows = Array.from({ length: 2_000 }, (_, index) => rowOf('order', `o${index}`, index + 1))
    await first.write(rows, { cursor: 2_000 })
    await first.close()
    const second = (await bench.openStorage()).openCatalogue(bench.tenant)
    mustEqual((await second.read()).rows.length, 2_000, 'the number of rows')
    const changed = rows.slice(0, 700).map((row) => ({ ...row, seq: row.seq + 5_000 }))
    await second.write(changed, { cursor: 7_000 })
    await second.write([rowOf('table', 'o1', 9_000)], { cursor: 9_000 })
    await second.close()
    const third = (await bench.openStorage()).openCatalogue(bench.tenant)
    const kept = [...(await third.read()).rows].sort((a, b) => a.seq - b.seq)
    mustEqual(kept, [...rows.slice(700), ...changed, rowOf('table', 'o1', 9_000)], 'the rows')
    await third.close()
  },

  async 'the catalogue of another tenant is another one, and so are its documents'(bench) {
    const other = { ...bench, tenant: `${bench.tenant}-other` }
    const catalogue = (await bench.openStorage()).openCatalogue(bench.tenant)
    await catalogue.write([rowOf('order', 'a', 1)], { cursor: 1 })
    await catalogue.close()
    const { doc, stored } = await openNote(bench)
    await stored.loaded
    push(doc, 'ours')
    await stored.flush()
    await stored.close()
    const others = (await bench.openStorage()).openCatalogue(other.tenant)
    mustEqual((await others.read()).rows, [], 'the rows of the other tenant')
    await others.close()
    mustEqual(await readLines(other), [], 'the lines of the other tenant')
  },
}

function rowOf(entity: string, id: string, seq: number): CatalogueRow {
  return { entity, id, seq, uncommitted: 1, rejected: 0, summary: { total: seq, tags: ['a', null] } }
}
