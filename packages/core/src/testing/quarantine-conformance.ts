import * as Y from 'yjs'
import { eventIdOf } from '../clock/event-id.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { QuarantineRow } from '../storage/storage.ts'
import { must, mustEqual } from './conformance-test.ts'
import { nameOf, openNote, push, readLines, type StorageTests } from './storage-bench.ts'

/** What every `Storage` must do for documents that the server refused. */
export const quarantineTests: StorageTests = {
  async 'what a document holds when it is opened is kept, beside what was on disk'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    push(first.doc, 'on disk')
    await first.stored.flush()
    await first.stored.close()
    const doc = new Y.Doc()
    push(doc, 'held before')
    const stored = (await bench.openStorage()).openDocument(nameOf(bench), doc)
    await stored.flush()
    await stored.close()
    mustEqual([...(await readLines(bench))].sort(), ['held before', 'on disk'], 'the lines')
  },

  async 'copies of a document do not see one another'(bench) {
    for (const id of ['a', 'a~1', 'a~2']) {
      const { doc, stored } = await openNote(bench, id)
      push(doc, `of ${id}`)
      await stored.flush()
      await stored.writeCommitted([[1, id.length]])
      await stored.close()
    }
    for (const id of ['a', 'a~1', 'a~2']) {
      mustEqual(await readLines(bench, id), [`of ${id}`], `the lines of ${id}`)
      const { stored } = await openNote(bench, id)
      mustEqual(await stored.readCommitted(), [[1, id.length]], `the committed clocks of ${id}`)
      await stored.close()
    }
  },

  async 'a new quarantine is empty'(bench) {
    const quarantine = (await bench.openStorage()).openQuarantine(bench.tenant)
    mustEqual(await quarantine.read(), [], 'the rows')
    await quarantine.close()
  },

  async 'a changed row is there although nobody closed; each change sees what is on disk'(bench) {
    const first = (await bench.openStorage()).openQuarantine(bench.tenant)
    await first.change('order', 'a', (row) => quarantineRow('a', row))
    await first.change('order', 'b', (row) => quarantineRow('b', row))
    const second = (await bench.openStorage()).openQuarantine(bench.tenant)
    const changed = await second.change('order', 'a', (row) => quarantineRow('a', row))
    mustEqual(changed.generation, 2, 'the generation after the second change')
    const rows = [...(await first.read())].sort((a, b) => (a.id < b.id ? -1 : 1))
    mustEqual(rows, [changed, quarantineRow('b', undefined)], 'the rows')
    await Promise.all([first.close(), second.close()])
  },

  async 'changes of two that are open at once, as two tabs are, are all there'(bench) {
    const storages = [await bench.openStorage(), await bench.openStorage()]
    const tabs = storages.map((storage) => storage.openQuarantine(bench.tenant))
    const changes = tabs.flatMap((tab) =>
      Array.from({ length: 20 }, () => tab.change('order', 'a', (row) => quarantineRow('a', row))),
    )
    await Promise.all(changes)
    mustEqual((await tabs[0]?.read())?.[0]?.generation, 40, 'the number of changes')
    await Promise.all(tabs.map((tab) => tab.close()))
  },

  async 'a change that throws changes nothing, and the next one works'(bench) {
    const quarantine = (await bench.openStorage()).openQuarantine(bench.tenant)
    const failed = quarantine.change('order', 'a', () => {
      throw new Error('no')
    })
    must(
      await failed.then(
        () => false,
        () => true,
      ),
      'the change that threw was reported as made',
    )
    mustEqual(await quarantine.read(), [], 'the rows')
    await quarantine.change('order', 'a', (row) => quarantineRow('a', row))
    mustEqual((await quarantine.read()).length, 1, 'the number of rows')
    await quarantine.close()
    await quarantine.close()
  },

  async 'the quarantine of another tenant is another one'(bench) {
    const ours = (await bench.openStorage()).openQuarantine(bench.tenant)
    await ours.change('order', 'a', (row) => quarantineRow('a', row))
    const theirs = (await bench.openStorage()).openQuarantine(`${bench.tenant}-other`)
    mustEqual(await theirs.read(), [], 'the rows of the other tenant')
    await Promise.all([ours.close(), theirs.close()])
  },
}

/** A row whose generation counts its changes. */
function quarantineRow(id: string, before: QuarantineRow | undefined): QuarantineRow {
  const event: EventRecord = {
    id: eventIdOf({ ms: 1, counter: 0 }, new Uint8Array(8)),
    type: 'noted',
    v: 1,
    at: 1,
    by: null,
    device: 'till',
    payload: { text: id },
  }
  return {
    entity: 'order',
    id,
    generation: (before?.generation ?? 0) + 1,
    code: 'deletion',
    reason: 'events are never deleted',
    at: 1,
    events: [{ event, refusal: { code: 'event_id_reused', reason: 'another has it' } }],
    malformed: ['not an event'],
    dismissals: [{ reason: 'typed twice', by: 'ann', at: 2, events: [event], malformed: [] }],
  }
}
