import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { aimAtTree } from '../lib/kill-tree.ts'
import { servePage } from '../lib/serve-page.ts'

/** A browser that can be started again with the same disk, and the page of this benchmark on any number of sites. */
export interface DeviceBrowser {
  /** Starts the browser anew: nothing of it is in memory. */
  restart(): Promise<void>
  /** Gives what does `kill -9` to all its processes. What it has on disk stays; `restart` starts it again. */
  aim(): () => Promise<void>
  /** Opens the page on a site: each name has a disk of its own. */
  open(site: string): Promise<Page>
  close(): Promise<void>
}

export async function openDeviceBrowser(): Promise<DeviceBrowser> {
  const served = await servePage(fileURLToPath(new URL('page', import.meta.url)))
  const profile = join(served.folder, 'profile')
  let context = await served.launch(profile)
  return {
    async restart() {
      await context.close()
      context = await served.launch(profile)
    },
    aim() {
      const kill = aimAtTree(profile)
      const gone = new Promise<void>((resolve) => context.once('close', () => resolve()))
      return async () => {
        await kill()
        await gone
      }
    },
    async open(site) {
      const page = await context.newPage()
      await page.goto(served.addressOn(site))
      await page.waitForFunction(() => window.device !== undefined)
      return page
    },
    async close() {
      await context.close()
      await served.close()
    },
  }
}

/** The heap that lives after a collection, bytes. */
export async function liveHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  for (let once = 0; once < 2; once++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}
