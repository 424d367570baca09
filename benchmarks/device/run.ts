// What a device pays: lists, opening, saving, state, with thousands of orders on disk, beside what else could be done.
import { report } from '../lib/report.ts'
import { clientSizeKb } from './client-size.ts'
import { openDeviceBrowser } from './device-page.ts'
import { measureColdStarts } from './measure-cold-starts.ts'
import { measureWarmPage } from './measure-warm-page.ts'
import { measureReconnects } from './reconnect/measure-reconnects.ts'
import { coldStartRows, listRows, openRows, reconnectRows, savedRows, sizeRows, speedRows } from './rows.ts'

const browser = await openDeviceBrowser()
const cold = await measureColdStarts(browser)
const warm = await measureWarmPage(browser)
await browser.close()
const reconnects = await measureReconnects()
const [docket, oneDatabase, tanstack] = await Promise.all([
  clientSizeKb('docket'),
  clientSizeKb('docket-one-database'),
  clientSizeKb('tanstack'),
])

await report('device', [
  ...listRows(cold.list),
  ...openRows(cold.open),
  ...savedRows(warm.saved),
  ...speedRows(warm),
  ...reconnectRows(reconnects),
  ...coldStartRows(cold.starts),
  ...sizeRows({ docket, oneDatabase, tanstack }),
])
