import { createStore } from '../store/create-store.ts'
import { NoLedgerError, type Receipt } from '../store/receipt.ts'
import type { Store } from '../store/store.ts'
import type { Transport } from '../transport/transport.ts'
import { laxConformanceNote, TOO_LONG } from './conformance-note.ts'
import { type ConformanceTest, eventually, must, mustEqual } from './conformance-test.ts'

/** A device that is connected to the server. */
export interface ConformanceClient {
  readonly transport: Transport
  readonly user: string | null
  readonly device: string
  /** Cuts this device's network, so that its transport notices. */
  cut(): void | Promise<void>
  restore(): void | Promise<void>
}

/** What the suite may ask of a transport and its bench; everything unless told. */
export interface TransportCapabilities {
  /** It leads to a ledger: events are committed or rejected, and listed; the server tells its time and its troubles. */
  readonly ledger?: boolean
  /** There is a network that may be cut. */
  readonly network?: boolean
}

/** Two devices of one tenant and a server that knows `conformanceNote`; made anew for every test. */
export interface TransportBench {
  readonly tenant: string
  readonly left: ConformanceClient
  readonly right: ConformanceClient
  /** From now on the server cannot commit, and finds out. Not called without a ledger, as `cut` is not without a network. */
  holdCommits(): void | Promise<void>
  releaseCommits(): void | Promise<void>
  stop(): void | Promise<void>
}

/**
 * What every `Transport` must do, together with its server. For example with Vitest:
 *
 *     for (const { title, run } of transportConformance(startBench)) test(title, run)
 */
export function transportConformance(
  startBench: () => TransportBench | Promise<TransportBench>,
  { ledger = true, network = true }: TransportCapabilities = {},
): readonly ConformanceTest[] {
  const tests = {
    ...everyTransport,
    ...(network && overNetwork),
    ...(ledger ? withLedger : withoutLedger),
  }
  const told = ({ committed, saved }: Receipt): Promise<void> => (ledger ? committed : saved)
  return Object.entries(tests).map(([title, run]) => ({
    title,
    run: async () => {
      const bench = await startBench()
      const [left, right] = [tillOf(bench, bench.left), tillOf(bench, bench.right)]
      try {
        await run({ left, right, bench, told })
      } finally {
        await bench.releaseCommits()
        await Promise.all([left.store.close(), right.store.close()])
        await bench.stop()
      }
    },
  }))
}

interface Till {
  readonly store: Store
  readonly client: ConformanceClient
}

function tillOf({ tenant }: TransportBench, client: ConformanceClient): Till {
  const { transport, user, device } = client
  // The client's schema lets pass what the server's rejects.
  return { client, store: createStore({ tenant, user, device, transport, entities: [laxConformanceNote] }) }
}

function openNote({ store }: Till, id = 'a') {
  const doc = store.open(laxConformanceNote, id)
  return {
    doc,
    note: (text: string) => doc.record('noted', { text }),
    events: () => doc.history().map(({ event }) => event),
    lines: () => doc.state.lines,
  }
}

type OpenNote = ReturnType<typeof openNote>

async function untilSame(left: OpenNote, right: OpenNote, count: number): Promise<void> {
  await eventually(() => left.events().length === count && right.events().length === count, `both have ${count} events`)
  mustEqual(left.events(), right.events(), 'the events of the two')
  mustEqual(left.doc.state, right.doc.state, 'the states of the two')
}

interface Given {
  readonly left: Till
  readonly right: Till
  readonly bench: TransportBench
  /** Resolves when an event is as safe as it gets. */
  readonly told: (receipt: Receipt) => Promise<void>
}

type Tests = Readonly<Record<string, (given: Given) => Promise<void>>>

/** Of every transport. */
const everyTransport: Tests = {
  async '[LOG1] an event reaches the other device, byte for byte'({ left, right, told }) {
    const [ours, theirs] = [openNote(left), openNote(right)]
    const receipt = ours.note('one')
    await told(receipt)
    await eventually(() => theirs.events().length === 1, 'the other device has the event')
    mustEqual(theirs.events(), [receipt.event], 'the event on the other device')
    mustEqual(theirs.doc.status.uncommitted, 0, 'what arrives from the server is committed')
  },

  async 'many documents share a connection, and each has its own events'({ left, right, told }) {
    const ids = Array.from({ length: 20 }, (_, index) => `note-${index}`)
    const ours = ids.map((id) => openNote(left, id))
    const theirs = ids.map((id) => openNote(right, id))
    await Promise.all(ours.map((open, index) => told(open.note(`of ${index}`))))
    for (const [index, open] of theirs.entries()) {
      await eventually(() => open.lines().length > 0, `note ${index} has arrived`)
      mustEqual(open.lines(), [`of ${index}`], `the lines of note ${index}`)
    }
  },

  async 'a transport that is closed brings nothing any more, and the other device goes on'({ left, right, told }) {
    const [ours, theirs] = [openNote(left), openNote(right)]
    await told(ours.note('one'))
    await eventually(() => theirs.lines().length === 1, 'the other device has the line')
    await right.store.close()
    await told(ours.note('two'))
    mustEqual(theirs.lines(), ['one'], 'the lines of the closed device')
  },
}

/** Of those whose network can be cut. */
const overNetwork: Tests = {
  async 'what is in the document when it is attached is brought to the server'({ left, right, told }) {
    await left.client.cut()
    const ours = openNote(left)
    const receipts = ['one', 'two', 'three'].map((text) => ours.note(text))
    await left.client.restore()
    await Promise.all(receipts.map(told))
    const theirs = openNote(right)
    await eventually(() => theirs.lines().length === 3, 'the other device has three lines')
    mustEqual(theirs.lines(), ['one', 'two', 'three'], 'the lines')
  },

  async '[FLD1] two that record while both are cut off have the same events and state in the end'({
    left,
    right,
    told,
  }) {
    const [ours, theirs] = [openNote(left), openNote(right)]
    await told(ours.note('together'))
    await eventually(() => theirs.events().length === 1, 'the other device has the event')
    await Promise.all([left.client.cut(), right.client.cut()])
    const receipts = Array.from({ length: 20 }, (_, index) => (index % 2 ? ours : theirs).note(`apart ${index}`))
    await Promise.all([left.client.restore(), right.client.restore()])
    await Promise.all(receipts.map(told))
    await untilSame(ours, theirs, 21)
  },

  async 'an event that is on its way when the network is cut is neither lost nor doubled'({ left, right, told }) {
    const [ours, theirs] = [openNote(left), openNote(right)]
    for (let index = 0; index < 5; index++) {
      await told(ours.note(`${index}: before`))
      const onItsWay = ours.note(`${index}: on its way`)
      await left.client.cut()
      const cutOff = ours.note(`${index}: cut off`)
      await left.client.restore()
      await Promise.all([told(onItsWay), told(cutOff)])
    }
    await untilSame(ours, theirs, 15)
    mustEqual(new Set(ours.lines()).size, 15, 'the number of different lines')
  },

  async 'a device that is cut off says so, and that it is back'({ left }) {
    // Some transports connect for documents, and only then.
    openNote(left)
    const isOnline = (): boolean => left.store.status().connection === 'online'
    await eventually(isOnline, 'the device is online')
    await left.client.cut()
    await eventually(() => !isOnline(), 'the device notices the cut')
    await left.client.restore()
    await eventually(isOnline, 'the device is online again')
  },
}

/** Of those that lead to a ledger. */
const withLedger: Tests = {
  async 'a document that the server had before is synced when the device has all of it'({ left, right }) {
    const ours = openNote(left)
    await Promise.all(Array.from({ length: 50 }, (_, index) => ours.note(`line ${index}`).committed))
    const theirs = openNote(right)
    await eventually(() => theirs.doc.status.synced, 'the other device is synced')
    mustEqual(theirs.lines().length, 50, 'the lines when it said that it was synced')
    mustEqual(theirs.doc.status.uncommitted, 0, 'its uncommitted events')
  },

  async '[SAV1] while the network is cut nothing is reported as committed, and afterwards all is'({ left, right }) {
    const [ours, theirs] = [openNote(left), openNote(right)]
    await ours.note('before').committed
    await left.client.cut()
    await eventually(() => left.store.status().connection !== 'online', 'the device notices the cut')
    const cutOff = ours.note('cut off')
    await cutOff.saved
    await theirs.note('meanwhile').committed
    mustEqual(ours.doc.status.uncommitted, 1, 'the uncommitted events while it is cut off')
    mustEqual(theirs.lines(), ['before', 'meanwhile'], 'the lines of the other device')
    await left.client.restore()
    await cutOff.committed
    await untilSame(ours, theirs, 3)
    mustEqual(ours.doc.status.uncommitted, 0, 'the uncommitted events at the end')
  },

  async '[GAT3] a rejected event has its verdict on both devices, has no effect, and blocks nothing behind it'(tills) {
    const [ours, theirs] = [openNote(tills.left), openNote(tills.right)]
    const bad = ours.note(TOO_LONG)
    const good = ours.note('good')
    const rejection = await bad.committed.then(
      () => undefined,
      (error: unknown) => error,
    )
    must(rejection instanceof Error, 'the rejected event was reported as committed')
    await good.committed
    await untilSame(ours, theirs, 2)
    for (const { doc, lines } of [ours, theirs]) {
      mustEqual(lines(), ['good'], 'the lines')
      mustEqual(doc.history()[0]?.saveState, 'rejected', 'the state of the rejected event')
      mustEqual(doc.status.rejected, 1, 'the number of rejected events')
    }
  },

  async '[SAV1] a rejected event is never told as committed, also when the answer to it was lost'({ left }) {
    for (let round = 0; round < 3; round++) {
      const notes = Array.from({ length: 5 }, (_, index) => openNote(left, `rejected-${round}-${index}`))
      const told = Promise.allSettled(notes.map(({ note }) => note(TOO_LONG).committed))
      // The first of them is not told yet, and all may have arrived.
      await eventually(() => notes.some(({ doc }) => doc.status.synced), 'a document is synced')
      await left.client.cut()
      await left.client.restore()
      const committed = (await told).filter(({ status }) => status === 'fulfilled')
      mustEqual(committed.length, 0, 'the number of rejected events that were told as committed')
    }
  },

  async 'a summary reaches a device that has not opened the document'({ left, right }) {
    const list = right.store.list(laxConformanceNote)
    const ours = openNote(left, 'listed')
    await ours.note('one').committed
    await ours.note('two').committed
    await eventually(() => list.rows()[0]?.summary.lines === 2, 'the other device lists two lines')
    mustEqual(
      list.rows().map(({ id }) => id),
      ['listed'],
      'the listed documents',
    )
  },

  async 'summaries of what happened while a device was cut off reach it afterwards'({ left, right }) {
    const list = right.store.list(laxConformanceNote)
    await right.client.cut()
    await openNote(left, 'missed').note('one').committed
    await right.client.restore()
    await eventually(() => list.rows().length === 1, 'the other device lists the note')
  },

  async '[COM1] a server that cannot commit says so, also to who connects meanwhile, and when it can again'({
    left,
    right,
    bench,
  }) {
    const isDelayed = ({ store }: Till): boolean => store.status().committingDelayed
    const [ours, theirs] = [openNote(left), openNote(right)]
    await ours.note('before').committed
    await right.client.cut()
    await eventually(() => right.store.status().connection !== 'online', 'the right device notices the cut')
    await bench.holdCommits()
    const receipt = ours.note('meanwhile')
    await receipt.saved
    await eventually(() => isDelayed(left), 'the left device hears that committing is delayed')
    await right.client.restore()
    await eventually(() => isDelayed(right), 'the right device hears it when it connects')
    mustEqual(ours.doc.history().at(-1)?.saveState, 'saved', 'the state of the event')
    await left.client.cut()
    await eventually(() => left.store.status().connection !== 'online', 'the left device notices the cut')
    must(!isDelayed(left), 'a device that is offline says that committing is delayed: it cannot know')
    await left.client.restore()
    await bench.releaseCommits()
    await receipt.committed
    await eventually(() => !isDelayed(left) && !isDelayed(right), 'both hear that it is over')
    await untilSame(ours, theirs, 2)
  },

  async "[CLK1] the server's time reaches the device: its events say how far its clock is ahead"({ left }) {
    const ours = openNote(left)
    await eventually(() => ours.note('what time is it').event.skew !== undefined, 'an event has a skew')
  },
}

/** Of those that do not. */
const withoutLedger: Tests = {
  async '[TRN1] nothing is reported as committed, nor as waiting for it, and the device says why'({ left, right }) {
    const [ours, theirs] = [openNote(left), openNote(right)]
    const { committed, saved } = ours.note('one')
    const failure = await committed.then(
      () => undefined,
      (error: unknown) => error,
    )
    must(failure instanceof NoLedgerError, 'an event was reported as committed, or as refused for another reason')
    await saved
    await eventually(() => theirs.events().length === 1, 'the other device has the event')
    for (const { store } of [left, right]) {
      const { ledger, uncommitted } = store.status()
      mustEqual({ ledger, uncommitted }, { ledger: false, uncommitted: 0 }, 'what the device says of its ledger')
    }
    await eventually(
      () => [ours, theirs].every(({ doc }) => doc.history()[0]?.saveState === 'saved'),
      'both have it on disk',
    )
  },
}
