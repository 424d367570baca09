import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { idAt } from '../../test/ids.ts'
import { defineEntity } from '../entity/define-entity.ts'
import type { EventRecord } from '../event/event-record.ts'
import { DocumentLog } from './document-log.ts'
import { appendEvents, eventsOf, verdictsOf } from './layout.ts'

const counter = defineEntity('counter', {
  initial: 0,
  events: { counted: { payload: z.object({}), evolve: (n) => n + 1 } },
})

function eventOf(n: number, change: Partial<EventRecord> = {}): EventRecord {
  return { id: idAt(n), type: 'counted', v: 1, at: n, by: null, device: 'till', payload: {}, ...change }
}

const newLog = (): DocumentLog =>
  new DocumentLog(counter, { isStorage: (origin) => origin === 'storage', isServer: (origin) => origin === 'server' })

/** A document elsewhere with these events. */
function elsewhere(...events: EventRecord[]): Y.Doc {
  const doc = new Y.Doc()
  for (const event of events) appendEvents(doc, [event], 'elsewhere')
  return doc
}

const bring = (log: DocumentLog, doc: Y.Doc, origin: unknown): void =>
  Y.applyUpdate(log.doc, Y.encodeStateAsUpdate(doc), origin)

const statesOf = (log: DocumentLog): string[] => log.log.entries.map(({ event }) => log.saveStateOf(event.id))

describe('[SAV1] how safe an event is', () => {
  test('one of this device is recorded, then saved, then committed', () => {
    const log = newLog()
    log.append(eventOf(0))
    expect(statesOf(log)).toEqual(['recorded'])
    log.markSaved([idAt(0)])
    expect(statesOf(log)).toEqual(['saved'])
    log.markCommitted([[log.doc.clientID, 1]])
    expect(statesOf(log)).toEqual(['committed'])
    expect([log.unsaved.size, log.uncommitted]).toEqual([0, 0])
  })

  test('committed is what the clocks cover, and not one more', () => {
    const log = newLog()
    for (const n of [0, 1, 2]) log.append(eventOf(n))
    log.markCommitted([[log.doc.clientID, 2]])
    expect(statesOf(log)).toEqual(['committed', 'committed', 'recorded'])
    log.markCommitted([[log.doc.clientID + 1, 3]])
    expect(log.uncommitted).toBe(1)
  })

  test('clocks that arrive before the event count as soon as it does', () => {
    const log = newLog()
    const other = elsewhere(eventOf(0))
    log.markCommitted([[other.clientID, 1]])
    bring(log, other, 'storage')
    expect(statesOf(log)).toEqual(['committed'])
  })

  test('what the server brings is committed', () => {
    const log = newLog()
    bring(log, elsewhere(eventOf(0), eventOf(1)), 'server')
    expect(statesOf(log)).toEqual(['committed', 'committed'])
    expect(log.unsaved.size).toBe(0)
  })

  test('what storage brings is saved, until clocks say more', () => {
    const log = newLog()
    const other = elsewhere(eventOf(0), eventOf(1))
    bring(log, other, 'storage')
    expect(statesOf(log)).toEqual(['saved', 'saved'])
    log.markCommitted([[other.clientID, 1]])
    expect(statesOf(log)).toEqual(['committed', 'saved'])
  })

  test('what another tab brings is recorded: this device has not flushed it', () => {
    const log = newLog()
    bring(log, elsewhere(eventOf(0)), 'another tab')
    expect(statesOf(log)).toEqual(['recorded'])
  })

  test('own events that come back from the server are not committed by that alone: it proves nothing', () => {
    const log = newLog()
    log.append(eventOf(0))
    bring(log, log.doc, 'server')
    expect(statesOf(log)).toEqual(['recorded'])
  })

  test('a later event of a client from the server commits the earlier ones: it cannot have it without them', () => {
    const log = newLog()
    const other = elsewhere(eventOf(0))
    bring(log, other, 'storage')
    appendEvents(other, [eventOf(1)], 'elsewhere')
    bring(log, other, 'server')
    expect(statesOf(log)).toEqual(['committed', 'committed'])
  })

  test('a rejected event is rejected, whatever else', () => {
    const log = newLog()
    const server = new Y.Doc()
    log.append(eventOf(0))
    verdictsOf(server).push([{ ref: idAt(0), code: 'forbidden', reason: 'not you', at: 0 }])
    bring(log, server, 'server')
    expect(statesOf(log)).toEqual(['rejected'])
    expect(log.rejected).toEqual([idAt(0)])
    expect(log.log.state).toBe(0)
  })
})

describe('rejected events', () => {
  const rejection = (n: number): Y.Doc => {
    const server = new Y.Doc()
    verdictsOf(server).push([{ ref: idAt(n), code: 'forbidden', reason: 'not you', at: 0 }])
    return server
  }
  const resolution = (n: number, ref: number): EventRecord =>
    eventOf(n, { type: '$resolved', ref: idAt(ref), payload: { action: 'dismissed', reason: 'typed twice' } })

  test('wait until somebody resolves them, here or elsewhere', () => {
    const log = newLog()
    log.append(eventOf(0))
    log.append(eventOf(1))
    bring(log, rejection(0), 'server')
    bring(log, rejection(1), 'server')
    expect(log.rejected).toEqual([idAt(0), idAt(1)])
    log.append(resolution(2, 0))
    expect(log.rejected).toEqual([idAt(1)])
    bring(log, elsewhere(resolution(3, 1)), 'server')
    expect(log.rejected).toEqual([])
  })

  test('whose resolution is read before the verdict are resolved', () => {
    const log = newLog()
    bring(log, elsewhere(eventOf(0), resolution(1, 0)), 'storage')
    bring(log, rejection(0), 'storage')
    expect(log.rejected).toEqual([])
    expect(log.saveStateOf(idAt(0))).toBe('rejected')
  })
})

test('listeners hear of every change, once, and of nothing else', () => {
  const log = newLog()
  const listener = vi.fn()
  const stop = log.onChange(listener)
  log.append(eventOf(0))
  log.markSaved([idAt(0)])
  log.markCommitted([[log.doc.clientID, 1]])
  bring(log, elsewhere(eventOf(1)), 'server')
  expect(listener).toHaveBeenCalledTimes(4)
  log.markSaved([idAt(0)])
  log.markCommitted([[log.doc.clientID, 1]])
  bring(log, log.doc, 'server')
  expect(listener).toHaveBeenCalledTimes(4)
  stop()
  log.append(eventOf(2))
  expect(listener).toHaveBeenCalledTimes(4)
})

test('an event that is appended while another arrives is in the log and in the document, once', () => {
  const log = newLog()
  const sent: Uint8Array[] = []
  log.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') sent.push(update)
  })
  const stop = log.onChange(() => {
    stop()
    log.append(eventOf(5))
  })
  bring(log, elsewhere(eventOf(0)), 'server')
  expect(statesOf(log)).toEqual(['committed', 'recorded'])
  expect(log.log.state).toBe(2)
  expect(eventsOf(log.doc).toArray()).toHaveLength(2)
  expect(sent).toHaveLength(1)
  log.markCommitted([[log.doc.clientID, 1]])
  expect(log.uncommitted).toBe(0)
})

test('[LOG1] two that merge have the same bytes', () => {
  const [left, right] = [newLog(), newLog()]
  for (const n of [0, 2, 4]) left.append(eventOf(n, { by: 'ann', payload: { n, text: 'Öl & "Käse" 🧀' } }))
  for (const n of [1, 3]) right.append(eventOf(n, { skew: -7 }))
  bring(left, right.doc, 'server')
  bring(right, left.doc, 'server')
  const textOf = (log: DocumentLog): string => JSON.stringify(log.log.entries.map(({ event }) => event))
  expect(textOf(left)).toBe(textOf(right))
  expect(Y.encodeStateVector(left.doc)).toEqual(Y.encodeStateVector(right.doc))
  expect(Y.encodeStateAsUpdate(left.doc)).toEqual(Y.encodeStateAsUpdate(right.doc))
})

test('[LOG1] an event is recorded whole although a listener of the document throws', () => {
  const reports: (() => void)[] = []
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((report) => reports.push(report))
  const log = newLog()
  log.doc.on('update', () => {
    throw new Error('the disk is gone')
  })
  log.append(eventOf(1))
  vi.restoreAllMocks()
  expect(log.log.state).toBe(1)
  expect(eventsOf(log.doc)).toHaveLength(1)
  expect(reports[0]).toThrow('the disk is gone')
})
