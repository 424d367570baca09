import * as Y from 'yjs'
import { eventIdOf } from '../clock/event-id.ts'
import type { Checkpoint } from '../document/checkpoint.ts'
import { fillHollow } from '../document/hollow.ts'
import { mustEqual } from './conformance-test.ts'
import { linesOf, nameOf, openNote, push, type StorageTests } from './storage-bench.ts'

function checkpointOf(client: number, length: number): Checkpoint {
  return {
    covered: [[client, length, 'events']],
    state: { lines: ['one', { nested: null }] },
    foldVersion: '1',
    newestId: eventIdOf({ ms: length, counter: 0 }, new Uint8Array(8)),
    events: length,
    notUnderstood: 0,
    rejected: [],
  }
}

/** What every `Storage` must do for documents that build on a checkpoint. */
export const checkpointTests: StorageTests = {
  async 'a checkpoint comes back as it was written last, and goes with its document'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    mustEqual(await first.stored.readCheckpoint(), undefined, 'the checkpoint of a new document')
    await first.stored.writeCheckpoint(checkpointOf(1, 2))
    await first.stored.writeCheckpoint(checkpointOf(1, 3))
    push(first.doc, 'one')
    await first.stored.flush()
    await first.stored.close()
    const second = await openNote(bench)
    await second.stored.loaded
    mustEqual(await second.stored.readCheckpoint(), checkpointOf(1, 3), 'the checkpoint')
    mustEqual(linesOf(second.doc), ['one'], 'the lines')
    await second.stored.close()
    const other = await openNote(bench, 'ab')
    mustEqual(await other.stored.readCheckpoint(), undefined, 'the checkpoint of another document')
    await other.stored.close()
    await (await bench.openStorage()).deleteDocument(nameOf(bench))
    const third = await openNote(bench)
    await third.stored.loaded
    mustEqual(await third.stored.readCheckpoint(), undefined, 'the checkpoint of the deleted one')
    await third.stored.close()
  },

  async 'a hollow document is kept as any other'(bench) {
    const first = await openNote(bench)
    await first.stored.loaded
    fillHollow(first.doc, checkpointOf(7, 1_000), 'conformance')
    push(first.doc, 'after it')
    await first.stored.flush()
    await first.stored.close()
    const second = await openNote(bench)
    await second.stored.loaded
    mustEqual(linesOf(second.doc), ['after it'], 'the lines')
    mustEqual(Y.getState(second.doc.store, 7), 1_000, 'the clock of what is not there')
    await second.stored.close()
  },
}
