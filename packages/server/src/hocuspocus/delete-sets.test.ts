import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeUpdate, type RawUpdate } from '../../test/hostile/raw-update.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import { decodeUpdate } from './decode-update.ts'

type Deletes = NonNullable<RawUpdate['deletes']>

const deleting = (deletes: Deletes): Uint8Array => encodeUpdate({ blocks: [], deletes })

/** A device that has recorded three values, as the client 7. */
function device(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 7
  doc.getArray('events').push([1, 2, 3])
  return doc
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

describe('why a delete set must be empty: what Yjs does with', () => {
  test('clocks that nobody has yet: it keeps it, hands it on, and deletes them when they come', () => {
    const till = device()
    const server = copyOf(till)
    Y.applyUpdate(server, deleting([{ client: 7, ranges: [[3, 1]] }]))
    expect(server.getArray('events').toArray()).toEqual([1, 2, 3])
    const newcomer = copyOf(server)
    till.getArray('events').push([4])
    for (const doc of [server, newcomer]) {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(till))
      expect(doc.getArray('events').toArray()).toEqual([1, 2, 3])
    }
  })

  test('a range of no length beyond what it has: it fails in the middle of applying the update', () => {
    const server = copyOf(device())
    expect(() => Y.applyUpdate(server, deleting([{ client: 8, ranges: [[0, 0]] }]))).toThrow('Unexpected case')
  })

  test('a client without ranges: nothing', () => {
    const server = copyOf(device())
    const deletes = [7, 8].map((client) => ({ client, ranges: [] }))
    Y.applyUpdate(server, deleting(deletes))
    expect(server.store.pendingDs).toBeNull()
    expect(server.getArray('events').toArray()).toEqual([1, 2, 3])
  })
})

test.each<[what: string, deletes: Deletes, isDeletion: boolean]>([
  ['of known clocks', [{ client: 7, ranges: [[0, 1]] }], true],
  ['of clocks that nobody has', [{ client: 12_345, ranges: [[0, 1_000]] }], true],
  ['of no length', [{ client: 7, ranges: [[0, 0]] }], true],
  [
    'after a client without ranges',
    [
      { client: 8, ranges: [] },
      { client: 7, ranges: [[3, 1]] },
    ],
    true,
  ],
  [
    'that is none: clients without ranges',
    [
      { client: 8, ranges: [] },
      { client: 7, ranges: [] },
    ],
    false,
  ],
  ['that is none', [], false],
])('[GAT2] a range of a delete set %s', (_, deletes, isDeletion) => {
  expect(decodeUpdate(deleting(deletes), DEFAULT_LIMITS)).toMatchObject({ items: [], deletes: isDeletion })
})

test('[GAT2] a device that has done nothing but append has an empty delete set, whatever it was told', () => {
  const a = device()
  const b = copyOf(a)
  b.getArray('events').push([4])
  a.getArray('events').push([5])
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  for (const doc of [a, b]) {
    expect(decodeUpdate(Y.encodeStateAsUpdate(doc), DEFAULT_LIMITS)).toMatchObject({ deletes: false })
  }
})
