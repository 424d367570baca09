import { RejectedError } from '@docket/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { clockOf, conceptPage, effectOf, nameOf, openScene, type SceneTill, table, timeOf } from './scene.ts'
import { order } from './tab.ts'

async function openSynced({ store }: SceneTill, id = 'o-1') {
  const document = store.open(order, id)
  await vi.waitFor(() => expect(document.status.synced).toBe(true))
  return document
}

function openTills(scene: ReturnType<typeof openScene>, aheadMs = 0): readonly [SceneTill, SceneTill] {
  const tills = [scene.till('till-1', 'ann', aheadMs), scene.till('till-2', 'bob')] as const
  onTestFinished(async () => {
    for (const { store } of tills) await store.close()
  })
  return tills
}

test('[ORD1] [ORD2] the example of docs/concepts/order-of-events.md is what comes', async () => {
  const scene = openScene()
  const { evening, server } = scene
  const [ann, bob] = openTills(scene)
  const [atTheBar, onTheTerrace] = [await openSynced(ann), await openSynced(bob)]
  for (const { transport } of [ann, bob]) transport.cut()

  evening.set('30:00')
  atTheBar.record('item_added', { name: 'coffee' })
  evening.set('30:05')
  const cake = onTheTerrace.record('item_added', { name: 'cake' })
  evening.set('30:10')
  const tea = atTheBar.record('item_added', { name: 'tea' })
  bob.transport.restore()
  await cake.committed
  ann.transport.restore()
  await tea.committed
  await vi.waitFor(() => expect(onTheTerrace.history()).toHaveLength(3))
  // Else it might be told the time anew in just this moment.
  bob.transport.cut()
  evening.set('33:00')
  bob.clock.aheadMs = -600_000
  const water = onTheTerrace.record('item_added', { name: 'water' })
  bob.transport.restore()
  await water.committed
  await vi.waitFor(() => expect(atTheBar.history()).toHaveLength(4))

  expect(atTheBar.history()).toEqual(onTheTerrace.history())
  const arrived = server.eventsOf('demo/order/o-1').map(({ payload }) => payload.name)
  expect(conceptPage('order-of-events')).toContain(
    table(
      ['event', 'device', 'its clock said (`at`)', 'begin of its id', 'committed as number'],
      atTheBar
        .history()
        .map((entry) => [
          nameOf(entry),
          entry.event.device,
          timeOf(entry.event.at),
          clockOf(entry.event.id),
          `${arrived.indexOf(nameOf(entry)) + 1}`,
        ]),
    ),
  )
})

test('[FLD2] [GAT3] the example of docs/concepts/guards-and-verdicts.md is what comes', async () => {
  const scene = openScene()
  const { evening } = scene
  const [ann, bob] = openTills(scene)
  const [atTheBar, onTheTerrace] = [await openSynced(ann), await openSynced(bob)]
  bob.transport.cut()
  const shown: string[] = []
  evening.set('39:50')
  onTheTerrace.record('item_added', { name: 'cake' })
  evening.set('40:00')
  await atTheBar.record('paid', {}).committed
  evening.set('40:20')
  onTheTerrace.record('item_added', { name: 'tea' })
  evening.set('40:30')
  const soup = onTheTerrace.record('item_added', { name: 'soup', quantity: 200 })
  for (const entry of onTheTerrace.history()) shown.push(`${nameOf(entry)}: ${effectOf(entry)}`)
  bob.transport.restore()
  await expect(soup.committed).rejects.toBeInstanceOf(RejectedError)
  await vi.waitFor(() => expect(atTheBar.history()).toHaveLength(4))
  await vi.waitFor(() => expect(atTheBar.history()).toEqual(onTheTerrace.history()))

  expect(() => atTheBar.record('item_added', { name: 'wine' })).toThrow('the order is paid')
  expect(shown).toEqual(['cake: `applied`', 'tea: `applied`', 'soup: `applied`'])
  expect(atTheBar.state).toEqual({ items: ['cake'], isPaid: true })
  expect(conceptPage('guards-and-verdicts')).toContain(
    table(
      ['when', 'event', 'device', 'begin of its id', 'effect, on all devices'],
      atTheBar
        .history()
        .map((entry) => [
          timeOf(entry.event.at).slice(0, 8),
          nameOf(entry),
          entry.event.device,
          clockOf(entry.event.id),
          effectOf(entry),
        ]),
    ),
  )
})

test('[SAV1] [SAV2] the example of docs/concepts/save-states.md is what comes', async () => {
  const scene = openScene()
  const { evening, server } = scene
  const [ann] = openTills(scene)
  const document = await openSynced(ann)
  const rows: string[][] = []
  const look = async (when: string): Promise<void> => {
    // The status of all documents follows at the end of the tick.
    await Promise.resolve()
    const { unsaved: ofDocument, uncommitted: waiting, rejected: refused } = document.status
    await vi.waitFor(() =>
      expect(ann.store.status()).toMatchObject({ unsaved: ofDocument, uncommitted: waiting, rejected: refused }),
    )
    const { connection, unsaved, uncommitted, rejected, committingDelayed } = ann.store.status()
    const states = document.history().map((entry) => `${nameOf(entry)} \`${entry.saveState}\``)
    rows.push([
      when,
      states.join(', '),
      `${unsaved}`,
      `${uncommitted}`,
      `${rejected}`,
      committingDelayed ? `${connection}, delayed` : connection,
    ])
  }
  evening.set('30:00')
  server.holdCommits()
  const coffee = document.record('item_added', { name: 'coffee' })
  await look('`record` has returned')
  await coffee.saved
  await look('`saved` has resolved')
  server.releaseCommits()
  await coffee.committed
  await look('Postgres answers again: `committed` has resolved')
  ann.transport.cut()
  const soup = document.record('item_added', { name: 'soup', quantity: 200 })
  await soup.saved
  await look('offline: soup is `saved`')
  ann.transport.restore()
  await expect(soup.committed).rejects.toThrow('ask the kitchen first')
  await look('online: the server has rejected it')

  expect(conceptPage('save-states')).toContain(
    table(['when', 'events', '`unsaved`', '`uncommitted`', '`rejected`', 'connection'], rows),
  )
})

test('[CLK1] [ORD2] the example of docs/concepts/clocks.md is what comes', async () => {
  const scene = openScene()
  const { evening, server } = scene
  const [ann] = openTills(scene, 3_600_000)
  ann.transport.cut()
  const first = ann.store.open(order, 'o-1')
  const rows: string[][] = []
  const record = async (when: string, document: typeof first, name: string): Promise<void> => {
    evening.set(when)
    const { event } = document.record('item_added', { name })
    const skew = event.skew === undefined ? 'absent' : `${event.skew}`
    rows.push([`19:${when}`, `${document.id}: ${name}`, timeOf(event.at), skew, clockOf(event.id)])
  }
  await record('30:00', first, 'coffee')
  evening.set('31:00')
  ann.transport.restore()
  await vi.waitFor(() => expect(first.status.synced).toBe(true))
  await vi.waitFor(() => expect(ann.store.skewMs).toBe(3_600_000))
  await record('32:00', first, 'cake')
  const second = await openSynced(ann, 'o-2')
  await record('33:00', second, 'tea')
  ann.clock.aheadMs = 0
  await record('34:00', second, 'wine')
  ann.transport.cut()
  ann.transport.restore()
  await vi.waitFor(() => expect(ann.store.skewMs).toBe(0))
  await record('35:00', second, 'water')
  await vi.waitFor(() => expect(server.eventsOf('demo/order/o-2')).toHaveLength(3))

  expect(conceptPage('clocks')).toContain(
    table(['true time', 'order: event', '`at`', '`skew`', 'begin of its id'], rows),
  )
})
