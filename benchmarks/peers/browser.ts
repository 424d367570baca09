import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { servePage } from '../lib/serve-page.ts'

/** The built page of tills, served. */
export interface TillPage {
  /** An empty disk for a browser. */
  newDisk(): Promise<TillDisk>
  close(): Promise<void>
}

export interface TillDisk {
  /** Starts a browser on it: nothing of it is in memory. */
  launch(): Promise<TillBrowser>
  /** What the sites keep on it, while no browser runs. */
  bytes(): Promise<number>
  remove(): Promise<void>
}

export interface TillBrowser {
  /**
   * Opens the page on a site; each name has a part of the disk of its own.
   *
   * @param aheadMs how far the clock of the device is ahead
   */
  open(site: string, aheadMs?: number): Promise<Page>
  close(): Promise<void>
}

export async function serveTills(): Promise<TillPage> {
  const served = await servePage(fileURLToPath(new URL('page', import.meta.url)))
  return {
    async newDisk() {
      const profile = await mkdtemp(join(served.folder, 'profile-'))
      return {
        async launch() {
          const context = await served.launch(profile)
          return {
            open: (site, aheadMs = 0) => openTill(context, served.addressOn(site), aheadMs),
            close: () => context.close(),
          }
        },
        async bytes() {
          const kept = ['IndexedDB', 'File System'].map((name) => join(profile, 'Default', name))
          return (await Promise.all(kept.map(sizeOf))).reduce((sum, size) => sum + size, 0)
        },
        remove: () => rm(profile, { recursive: true, force: true, maxRetries: 5 }),
      }
    },
    close: () => served.close(),
  }
}

async function openTill(context: BrowserContext, address: string, aheadMs: number): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`))
  if (aheadMs !== 0) await page.addInitScript(shiftClock, aheadMs)
  await page.goto(address)
  await page.waitForFunction(() => window.till !== undefined)
  return page
}

/** Runs in the page, before anything of it. */
function shiftClock(aheadMs: number): void {
  const Real = Date
  window.Date = class extends Real {
    constructor(...given: [] | [number | string | Date]) {
      super(...((given.length === 0 ? [Real.now() + aheadMs] : given) as [number]))
    }
    static override now(): number {
      return Real.now() + aheadMs
    }
  } as DateConstructor
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
