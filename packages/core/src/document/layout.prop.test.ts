import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { idAt } from '../../test/ids.ts'
import type { EventRecord } from '../event/event-record.ts'
import { additionsOf, appendEvents, eventsOf, verdictsOf } from './layout.ts'

function eventOf(n: number): EventRecord {
  return { id: idAt(n), type: 'counted', v: 1, at: n, by: null, device: 'till', payload: { n } }
}

/** A device that reads what each of its transactions adds. */
class Device {
  readonly doc = new Y.Doc()
  readonly #read: string[] = []

  constructor() {
    eventsOf(this.doc)
    verdictsOf(this.doc)
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const { events, verdicts } = additionsOf(transaction)
      this.#read.push(...[...events, ...verdicts].map((record) => JSON.stringify(record)))
    })
  }

  get read(): readonly string[] {
    return this.#read.toSorted()
  }

  /** With or without what is there already. */
  sendTo(other: Device, whole = false): void {
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(this.doc, whole ? undefined : Y.encodeStateVector(other.doc)))
  }
}

const device = fc.nat(2)
const step = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), at: device, batch: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('verdict' as const), at: device }),
  fc.record({ kind: fc.constant('sync' as const), from: device, to: device, whole: fc.boolean() }),
)

test('[LOG1] whatever way updates take, every device reads each record once: the same bytes at the same position', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const devices = [new Device(), new Device(), new Device()] as const
      const deviceAt = (index: number): Device => devices[index] ?? devices[0]
      const ids: string[] = []
      const nextId = (): string => ids[ids.push(idAt(ids.length)) - 1] ?? ''
      for (const one of steps) {
        if (one.kind === 'sync') deviceAt(one.from).sendTo(deviceAt(one.to), one.whole)
        else if (one.kind === 'verdict') {
          verdictsOf(deviceAt(one.at).doc).push([{ ref: nextId(), code: 'forbidden', reason: 'not you', at: 0 }])
        } else {
          for (let n = 0; n < one.batch; n++)
            appendEvents(deviceAt(one.at).doc, [{ ...eventOf(0), id: nextId() }], 'test')
        }
      }
      for (const to of devices) for (const from of devices) from.sendTo(to)
      const [first, ...others] = devices
      expect(first.read.map((text) => /[0-9a-f-]{36}/.exec(text)?.[0]).toSorted()).toEqual(ids)
      for (const other of others) expect(other.read).toEqual(first.read)
    }),
    { numRuns: 300 },
  )
})
