import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromiumArgs, findChromium } from '@docket/test-support/chromium'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { chromium, type Page } from 'playwright-core'
import { buildPage } from '../lib/build-page.ts'
import { aimAtTree } from '../lib/kill-tree.ts'

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
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('This benchmark needs Chromium: set CHROMIUM_PATH')
  const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
  const pageFolder = join(folder, 'page')
  await buildPage(fileURLToPath(new URL('page', import.meta.url)), pageFolder)
  const server = serve({ fetch: pageApp(pageFolder).fetch, port: 0 })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the page has no port')
  const { port } = address
  const profile = join(folder, 'profile')
  const launch = () => chromium.launchPersistentContext(profile, { executablePath, args: [...chromiumArgs] })
  let context = await launch()
  return {
    async restart() {
      await context.close()
      context = await launch()
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
      await page.goto(`http://${site}.localhost:${port}/index.html`)
      await page.waitForFunction(() => window.device !== undefined)
      return page
    },
    async close() {
      await context.close()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Isolated, because only then Chromium's clock has steps of 5 µs instead of 100. */
function pageApp(root: string): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    context.header('Cross-Origin-Opener-Policy', 'same-origin')
    context.header('Cross-Origin-Embedder-Policy', 'require-corp')
  })
  app.use(serveStatic({ root }))
  return app
}

/** The heap that lives after a collection, bytes. */
export async function liveHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  for (let once = 0; once < 2; once++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}
