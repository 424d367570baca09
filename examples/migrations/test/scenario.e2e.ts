import { describe, expect, test } from 'vitest'
import { openFloor } from './floor.ts'
import type { Ports } from './servers.ts'
import type { Till } from './till.ts'

const { till, isAtServer } = await openFloor()

interface Case {
  readonly program: string
  readonly server: keyof Ports
  /** What was recorded offline, when the page is closed before the network is back. */
  readonly closedOffline: 'kept' | 'lost'
  /** What was refused, after the page was opened anew. */
  readonly refused: 'listed' | 'forgotten'
  /** What others do meanwhile. */
  readonly others: 'shown' | 'shown when asked for'
  /** What was added offline, before somebody else was paid. */
  readonly paidMeanwhile: 'counted' | 'refused'
}

const query = {
  closedOffline: 'lost',
  refused: 'forgotten',
  others: 'shown when asked for',
  paidMeanwhile: 'refused',
} as const
const db = { ...query, closedOffline: 'kept' } as const
const dexie = { closedOffline: 'kept', refused: 'listed', others: 'shown', paidMeanwhile: 'counted' } as const
const after = dexie

const cases: readonly Case[] = [
  { program: 'tanstack-query/before', server: 'old', ...query },
  { program: 'tanstack-query/before', server: 'adapter', ...query },
  { program: 'tanstack-query/after', server: 'docket', ...after },
  { program: 'tanstack-db/before', server: 'old', ...db },
  { program: 'tanstack-db/before', server: 'adapter', ...db },
  { program: 'tanstack-db/after', server: 'docket', ...after },
  { program: 'dexie/before', server: 'old', ...dexie },
  { program: 'dexie/before', server: 'docket', ...dexie },
  { program: 'dexie/after', server: 'docket', ...after },
]

describe.each(cases)('$program with $server', ({ program, server, ...expected }) => {
  /** Table 5, at the server. */
  async function openTable(): Promise<Till> {
    const one = await till(program, server)
    await one.press('Open table 5')
    await one.shows('status', ['Table 5, open'])
    await isAtServer(server, one.order, [])
    return one
  }

  test(`what is added without a network shows, and arrives; what the server refuses is ${expected.refused}`, async () => {
    const one = await openTable()
    await one.press('Coffee')
    await isAtServer(server, one.order, ['Coffee'])
    await one.goOffline()
    await one.press('Cake')
    await one.press('Coffee')
    await one.shows('item', ['1 Coffee', '1 Cake', '1 Coffee'])
    await one.goOnline()
    await isAtServer(server, one.order, ['Coffee', 'Cake', 'Coffee'])
    await one.shows('waiting', ['0'])
    await one.press('Lobster')
    await one.shows('problem', ['ask the kitchen first'])
    await one.shows('item', ['1 Coffee', '1 Cake', '1 Coffee'])
    await one.shows('waiting', ['0'])
    await one.restart()
    await one.shows('item', ['1 Coffee', '1 Cake', '1 Coffee'])
    await one.shows('problem', expected.refused === 'listed' ? ['ask the kitchen first'] : [])
    await isAtServer(server, one.order, ['Coffee', 'Cake', 'Coffee'])
  })

  test(`what is added without a network, and the page closed, is ${expected.closedOffline}`, async () => {
    const { order } = await openTable()
    // A till that has nothing on its way.
    const one = await till(program, server, order)
    await one.shows('status', ['Table 5, open'])
    await one.shows('waiting', ['0'])
    await one.goOffline()
    await one.press('Cake')
    await one.shows('waiting', ['1'])
    await one.restart(program, () => one.goOnline())
    const isKept = expected.closedOffline === 'kept'
    await one.shows('status', ['Table 5, open'])
    await one.shows('item', isKept ? ['1 Cake'] : [])
    await one.shows('waiting', ['0'])
    await isAtServer(server, order, isKept ? ['Cake'] : [])
  })

  test(`what another till adds is ${expected.others}, what was added before it paid is ${expected.paidMeanwhile}`, async () => {
    const one = await openTable()
    const other = await till(program, server, one.order)
    await other.shows('status', ['Table 5, open'])
    await other.press('Coffee')
    await isAtServer(server, one.order, ['Coffee'])
    if (expected.others === 'shown when asked for') {
      expect(await one.texts('item')).toEqual([])
      await one.restart()
    }
    await one.shows('item', ['1 Coffee'])
    await one.shows('waiting', ['0'])
    await one.goOffline()
    await one.press('Cake')
    await one.shows('waiting', ['1'])
    await other.press('Pay')
    await isAtServer(server, one.order, ['Coffee'], true)
    await one.goOnline()
    const isCounted = expected.paidMeanwhile === 'counted'
    await one.shows('status', ['Table 5, paid'])
    await one.shows('waiting', ['0'])
    await one.shows('problem', isCounted ? [] : ['the order is paid'])
    await isAtServer(server, one.order, isCounted ? ['Coffee', 'Cake'] : ['Coffee'], true)
  })
})
