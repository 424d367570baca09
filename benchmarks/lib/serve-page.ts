import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumArgs, findChromium } from '@docket/test-support/chromium'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { type BrowserContext, chromium } from 'playwright-core'
import { buildPage } from './build-page.ts'

/** A benchmark's page, built and served on any number of sites of this machine: each has a part of the disk of its own. */
export interface ServedPage {
  /** Temporary; for the disks of browsers. */
  readonly folder: string
  addressOn(site: string): string
  /** Starts Chromium on a disk, a folder. */
  launch(disk: string): Promise<BrowserContext>
  close(): Promise<void>
}

export async function servePage(source: string): Promise<ServedPage> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('This benchmark needs Chromium: set CHROMIUM_PATH')
  const folder = await mkdtemp(join(tmpdir(), 'docket-page-'))
  const root = join(folder, 'page')
  await buildPage(source, root)
  const server = serve({ fetch: isolated(root).fetch, port: 0 })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the page has no port')
  const { port } = address
  return {
    folder,
    addressOn: (site) => `http://${site}.localhost:${port}/index.html`,
    launch: (disk) => chromium.launchPersistentContext(disk, { executablePath, args: [...chromiumArgs] }),
    async close() {
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Only then Chromium's clock has steps of 5 µs instead of 100. */
function isolated(root: string): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    context.header('Cross-Origin-Opener-Policy', 'same-origin')
    context.header('Cross-Origin-Embedder-Policy', 'require-corp')
  })
  app.use(serveStatic({ root }))
  return app
}
