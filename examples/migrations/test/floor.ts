import { randomUUID } from 'node:crypto'
import { chromiumArgs, findChromium } from '@docket/test-support/chromium'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type Ports, startServers } from './servers.ts'
import { openTill, soon, type Till } from './till.ts'

export interface Floor {
  /** A till of this test's tenant; closed after the test. */
  till(program: string, server: keyof Ports, order?: string): Promise<Till>
  /** Waits until the server's database has the order so. */
  isAtServer(server: keyof Ports, order: string, items: readonly string[], isPaid?: boolean): Promise<void>
  /** What Docket answers this test's tenant. */
  ask(path: string): Promise<unknown>
}

/** All servers, a browser, and a tenant a test; call it at the top of a test file. */
export async function openFloor(): Promise<Floor> {
  const servers = await startServers()
  const tills: Till[] = []
  let browser: Browser
  let tenant = ''

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: [...chromiumArgs] })
  })
  beforeEach(() => {
    tenant = randomUUID()
  })
  afterEach(async () => {
    for (const till of tills.splice(0)) await till.close()
  })
  afterAll(() => browser.close())

  return {
    async till(program, server, order = '') {
      const token = await servers.token(`till-${tills.length}`, tenant)
      // The new program may be opened where only the old routes are.
      const docket = server === 'adapter' && { docket: `http://localhost:${servers.ports.docket}` }
      const opened = await openTill({ browser, port: servers.ports[server], program, token, order, ...docket })
      tills.push(opened)
      return opened
    },
    isAtServer: (server, order, items, isPaid = false) =>
      expect.poll(() => servers.orderAt(server, order, tenant), soon).toEqual({ isPaid, items }),
    async ask(path) {
      const headers = { authorization: `Bearer ${await servers.token('test', tenant)}` }
      return (await fetch(`http://localhost:${servers.ports.docket}${path}`, { headers })).json()
    },
  }
}
