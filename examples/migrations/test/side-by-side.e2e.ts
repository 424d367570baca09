import { expect, test } from 'vitest'
import { openFloor } from './floor.ts'
import { soon } from './till.ts'

const { till, isAtServer, ask } = await openFloor()

test.each([
  ['tanstack-query/before', 'adapter', 'tanstack-query/after'],
  ['tanstack-db/before', 'adapter', 'tanstack-db/after'],
  ['dexie/before', 'docket', 'dexie/after'],
] as const)('[RST1] [RST2] %s (with %s) and %s work at one order', async (before, server, after) => {
  const old = await till(before, server)
  await old.press('Open table 5')
  await old.press('Coffee')
  await isAtServer('docket', old.order, ['Coffee'])
  const now = await till(after, 'docket', old.order)
  await now.shows('item', ['1 Coffee'])
  await now.press('Cake')
  await isAtServer('docket', old.order, ['Coffee', 'Cake'])
  await old.restart()
  await old.shows('item', ['1 Coffee', '1 Cake'])
  await old.press('Pay')
  await now.shows('status', ['Table 5, paid'])
  // Refused before anything is recorded, without asking the server.
  await now.goOffline()
  await now.press('Coffee')
  await now.shows('refused', ['the order is paid'])
  await now.shows('item', ['1 Coffee', '1 Cake'])
})

test.each([
  ['tanstack-db/before', 'old'],
  ['tanstack-db/after', 'docket'],
] as const)('a live query over two collections: %s', async (program, server) => {
  const one = await till(program, server)
  await one.press('Open table 5')
  await expect.poll(() => one.texts('open'), soon).toContain('Table 5 Terrace')
  await one.press('Coffee')
  await one.press('Pay')
  await one.shows('status', ['Table 5, paid'])
  await isAtServer(server, one.order, ['Coffee'], true)
  if (program === 'tanstack-db/after') await one.shows('open', [])
})

test.each([
  ['tanstack-db', 'adapter', 'offline-transactions'],
  ['dexie', 'docket', 'event-store'],
] as const)(
  'what the old program had not sent when the new one took its place arrives: %s',
  async (name, server, database) => {
    const one = await till(`${name}/before`, server)
    await one.press('Open table 5')
    await isAtServer('docket', one.order, [])
    const two = await till(`${name}/before`, server, one.order)
    await two.shows('status', ['Table 5, open'])
    await two.shows('waiting', ['0'])
    await two.goOffline()
    await two.press('Cake')
    await two.shows('waiting', ['1'])
    const databases = async () => (await two.page.evaluate(() => indexedDB.databases())).map(({ name }) => name)
    expect(await databases()).toContain(database)
    let closedMs = 0
    await two.restart(`${name}/after`, async () => {
      closedMs = Date.now()
      await two.goOnline()
    })
    await isAtServer('docket', one.order, ['Cake'])
    await two.shows('item', ['1 Cake'])
    const { events } = (await ask('/v1/events/since?after=0')) as { events: { occurred_at_ms: number }[] }
    const times = events.map(({ occurred_at_ms }) => occurred_at_ms)
    expect(times).toHaveLength(2)
    if (name === 'dexie') {
      // Events keep their times, and the table goes when it is empty.
      expect(Math.max(...times)).toBeLessThanOrEqual(closedMs)
      await expect.poll(databases, soon).not.toContain(database)
    } else {
      // A request that waited happens, for the adapter, when it arrives.
      expect(Math.max(...times)).toBeGreaterThan(closedMs)
    }
  },
)
