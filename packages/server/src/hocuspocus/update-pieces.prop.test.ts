import { type EventRecord, eventsOf, nextEventId, type VerdictRecord, verdictsOf } from '@docket/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { updatePieces } from './update-pieces.ts'

interface Step {
  readonly writer: number
  readonly knows: boolean
  readonly isRejected: boolean
  readonly length: number
}

const steps = fc.array(
  fc.record({ writer: fc.nat(3), knows: fc.boolean(), isRejected: fc.boolean(), length: fc.nat(300) }),
  { minLength: 1, maxLength: 60 },
)

/** A document by several writers, who mostly know each other's events, and by a server with its verdicts. */
function documentOf(all: readonly Step[]): Y.Doc {
  const server = new Y.Doc()
  const judge = new Y.Doc()
  const writers = Array.from({ length: 4 }, () => new Y.Doc())
  for (const { writer, knows, isRejected, length } of all) {
    const doc = writers[writer] ?? server
    if (knows) bring(server, doc)
    const event: EventRecord = {
      id: nextEventId(undefined, 1_000),
      type: 'added',
      v: 1,
      at: 1,
      by: null,
      device: 'till',
      payload: { note: 'x'.repeat(length) },
    }
    eventsOf(doc).push([event])
    const verdict: VerdictRecord = { ref: event.id, code: 'no', reason: 'no', at: 1 }
    if (isRejected) verdictsOf(judge).push([verdict])
    bring(judge, server)
    bring(doc, server)
  }
  return server
}

function bring(from: Y.Doc, to: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
}

test('pieces give the whole document, none has a gap, and no verdict comes without its event or after it', () => {
  fc.assert(
    fc.property(steps, fc.nat(100), fc.integer({ min: 100, max: 3_000 }), (all, part, bytes) => {
      const doc = documentOf(all)
      const other = new Y.Doc()
      // What the other has already are the first pieces of some other cut.
      for (const piece of [...updatePieces(doc, Y.encodeStateVector(other), { bytes: 500, items: 50 })].slice(
        0,
        part % 4,
      )) {
        Y.applyUpdate(other, piece)
      }
      let pieces = 0
      for (const piece of updatePieces(doc, Y.encodeStateVector(other), { bytes, items: 50 })) {
        pieces++
        const before = new Set(eventsOf(other).map(({ id }) => id))
        Y.applyUpdate(other, piece)
        expect([other.store.pendingStructs, other.store.pendingDs]).toEqual([null, null])
        const rejected = new Set(verdictsOf(other).map(({ ref }) => ref))
        const ids = new Set(eventsOf(other).map(({ id }) => id))
        for (const ref of rejected) expect(ids.has(ref)).toBe(true)
        for (const { ref } of verdictsOf(doc).toArray()) expect(before.has(ref) && !rejected.has(ref)).toBe(false)
        for (const { ref } of verdictsOf(doc).toArray()) expect(ids.has(ref)).toBe(rejected.has(ref))
      }
      expect(Y.encodeStateAsUpdate(other)).toEqual(Y.encodeStateAsUpdate(doc))
      expect(pieces).toBeLessThanOrEqual(Math.max(1, Math.ceil((all.length * 900) / (bytes / 2)) + 1))
    }),
    { numRuns: 200 },
  )
})

test('each piece of a long document is within limits', () => {
  const doc = documentOf(
    Array.from({ length: 1_500 }, (_, index) => ({
      writer: index % 4,
      knows: true,
      isRejected: index % 7 === 0,
      length: 300,
    })),
  )
  const limits = { bytes: 128 * 1024, items: 500 }
  const pieces = [...updatePieces(doc, Y.encodeStateVector(new Y.Doc()), limits)]
  expect(pieces.length).toBeGreaterThan(3)
  for (const piece of pieces) {
    expect(piece.byteLength).toBeLessThanOrEqual(limits.bytes)
    expect(Y.decodeUpdate(piece).structs.length).toBeLessThanOrEqual(limits.items)
  }
})
