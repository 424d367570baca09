import { percentile } from '../../lib/stats.ts'
import type { TillPage } from '../browser.ts'
import type { Figure } from '../figure.ts'
import type { Peer } from '../peers.ts'
import type { Size } from '../size.ts'
import type { Stage } from '../stage.ts'
import { EVENTS_OF_ORDER } from '../work.ts'

/** A day of one till, online, with the list of open orders on the screen. */
export async function measureDay(peer: Peer, stage: Stage, tills: TillPage, { dayOrders }: Size): Promise<Figure[]> {
  const server = await stage.start(peer)
  const disk = await tills.newDisk()
  try {
    const browser = await disk.launch()
    const page = await browser.open('till')
    const { url, token } = server
    await page.evaluate(([name, login]) => window.till.start(name, { ...login, device: 'till', online: true }), [
      peer.name,
      { url, token },
    ] as const)
    const times = await page.evaluate((orders) => window.till.workADay(orders), dayOrders)
    await page.evaluate(() => window.till.close())
    await browser.close()
    const what = `a till's day: ${dayOrders} orders of ${EVENTS_OF_ORDER} events, all of them open`
    const ms = (metric: string, values: readonly number[]): Figure[] =>
      [50, 99].map((percent) => ({
        case: what,
        metric: `${metric} p${percent}`,
        value: percentile(values, percent),
        unit: 'ms',
      }))
    return [
      ...ms('order shows it', times.shownMs),
      ...ms('list shows it', times.listedMs),
      ...ms('on the disk', times.savedMs),
      { case: what, metric: 'disk', value: (await disk.bytes()) / 1e6, unit: 'MB' },
    ]
  } finally {
    await server.stop()
    await disk.remove()
  }
}
