import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { idAt } from '../../test/ids.ts'
import { defineEntity } from '../entity/define-entity.ts'
import { EventLog } from '../entity/event-log.ts'
import { type EventRecord, isEventRecord } from '../event/event-record.ts'
import { RESOLVED } from '../event/resolution.ts'
import { isVerdictRecord } from '../event/verdict-record.ts'
import { type Checkpoint, checkpointOf } from './checkpoint.ts'
import { DocumentLog } from './document-log.ts'
import { runsOf } from './hollow.ts'
import { appendEvents, eventsOf, verdictsOf } from './layout.ts'
import { missingUpdate } from './missing-update.ts'

/** Events that do not commute, that refuse, and that nobody knows. */
const pile = defineEntity('pile', {
  initial: [] as readonly number[],
  events: {
    pushed: {
      payload: z.object({ n: z.int() }),
      guard: (state) => state.length < 4 || 'the pile is full',
      evolve: (state, { n }) => [...state, n],
    },
    turned: { payload: z.object({}), evolve: (state) => state.toReversed() },
    popped: { payload: z.object({}), evolve: (state) => state.slice(1) },
  },
})

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('record' as const), till: fc.nat(2), place: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('sync' as const), till: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resolve' as const), till: fc.nat(2), place: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rebase' as const), till: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('open hollow' as const), till: fc.nat(2) }) },
)

const TYPES = ['pushed', 'pushed', 'pushed', 'turned', 'popped', 'unheard_of']

function newTill(): DocumentLog {
  return new DocumentLog(pile, { isStorage: () => false, isServer: (origin) => origin === 'server' })
}

/** All that the document has, folded from the beginning. */
function logOf(doc: Y.Doc): EventLog {
  const log = new EventLog(pile)
  log.add(eventsOf(doc).toArray().filter(isEventRecord), verdictsOf(doc).toArray().filter(isVerdictRecord))
  return log
}

test('[CHK3] a state on a checkpoint is that of all events, with the newest checkpoint whatever came late', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const server = new Y.Doc()
      const writer = new Y.Doc()
      const tills = [newTill(), newTill(), newTill()]
      const used = new Set<number>()
      let checkpoint: Checkpoint | undefined
      /** A verdict is committed with its event, never later. */
      const judge = (fresh: readonly EventRecord[]): void => {
        const rejected = fresh.filter(({ at, type }) => at % 5 === 3 && type !== 'unheard_of')
        if (rejected.length === 0) return
        verdictsOf(writer).push(rejected.map(({ id }) => ({ ref: id, code: 'forbidden', reason: 'no', at: 0 })))
        Y.applyUpdate(server, Y.encodeStateAsUpdate(writer))
      }
      const syncWith = (till: DocumentLog): void => {
        Y.applyUpdate(till.doc, missingUpdate(server, Y.encodeStateVector(till.doc)), 'server')
        const known = new Set(eventsOf(server).map(({ id }) => id))
        Y.applyUpdate(server, missingUpdate(till.doc, Y.encodeStateVector(server)))
        judge(
          eventsOf(server)
            .toArray()
            .filter(({ id }) => !known.has(id)),
        )
        till.markCommitted([...Y.decodeStateVector(Y.encodeStateVector(server))])
      }
      const record = (till: DocumentLog, place: number, change: Partial<EventRecord>): void => {
        if (used.has(place)) return
        used.add(place)
        const event = {
          id: idAt(place),
          type: 'turned',
          v: 1,
          at: place,
          by: null,
          device: 'till',
          payload: {},
          ...change,
        }
        appendEvents(till.doc, [event], 'test')
      }
      const makeCheckpoint = (): void => {
        checkpoint = checkpointOf(logOf(server), runsOf(server)) ?? checkpoint
      }
      for (const one of steps) {
        const till = tills[('till' in one && one.till) || 0] as DocumentLog
        if (one.kind === 'record') {
          const type = TYPES[one.place % TYPES.length] as string
          record(till, one.place, { type, payload: type === 'pushed' ? { n: one.place } : {} })
        }
        if (one.kind === 'resolve') {
          const [ref] = till.rejected
          if (ref !== undefined)
            record(till, one.place, { type: RESOLVED, ref, payload: { action: 'dismissed', reason: 'x' } })
        }
        if (one.kind === 'sync') syncWith(till)
        if (one.kind === 'checkpoint') makeCheckpoint()
        if (one.kind === 'rebase' && checkpoint !== undefined) till.rebase(structuredClone(checkpoint))
        if (one.kind === 'open hollow' && checkpoint !== undefined) {
          syncWith(till)
          const fresh = newTill()
          fresh.rebase(structuredClone(checkpoint), {})
          tills[one.till] = fresh
        }
        const { base } = till.log
        if (base !== undefined) expect(till.log.newestId && till.log.newestId >= base.newestId).toBe(true)
      }
      for (let round = 0; round < 2; round++) for (const till of tills) syncWith(till)
      const all = logOf(server)
      const rejected = checkpointOf(all, [])?.rejected.map(({ event }) => event.id) ?? []
      for (const till of tills) {
        expect(till.log.events).toBe(all.events)
        expect(till.uncommitted).toBe(0)
        if (till.log.late.length === 0) expect(till.log.state).toEqual(all.state)
        else expect(till.needsCheckpoint).toBe(true)
      }
      makeCheckpoint()
      for (const till of tills) {
        if (till.needsCheckpoint && checkpoint !== undefined) till.rebase(checkpoint)
        expect(till.needsCheckpoint).toBe(false)
        expect(till.log.state).toEqual(all.state)
        expect(till.log.notUnderstood).toBe(all.notUnderstood)
        expect(till.rejected.toSorted()).toEqual(rejected.toSorted())
        expect(till.hasOwnContent).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})
