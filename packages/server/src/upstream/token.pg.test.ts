import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { bill, CENTRAL_SECRET, createInStore, recorded, tokenOf } from '../../test/in-store.ts'

const soon = { timeout: 30_000, interval: 20 }
const folder = mkdtempSync(join(tmpdir(), 'docket-upstream-'))
afterAll(() => rmSync(folder, { recursive: true }))
const tokenFile = join(folder, 'token')
const logged: string[] = []
const site = await createInStore({
  async upstream(url) {
    await writeFile(tokenFile, await tokenOf(CENTRAL_SECRET, 'store-1', 'server', -60))
    return { url, tokenFile }
  },
  log: (line) => logged.push(line),
})

test('[UPS6] a token that has expired is refused and logged; forwarding goes on when it is renewed', async () => {
  const till = await site.store.till('till-1')
  await till.open(bill, 'a').record('added', { name: 'soup', quantity: 1 }).committed
  await vi.waitFor(() => expect(logged.join('')).toContain('"code":"token_expired"'), soon)
  expect(await recorded(site.central.pool)).toEqual([])

  await writeFile(tokenFile, `${await tokenOf(CENTRAL_SECRET, 'store-1', 'server')}\n`)
  await vi.waitFor(async () => expect(await recorded(site.central.pool)).toHaveLength(1), soon)
  await vi.waitFor(() => expect(logged.join('')).toContain('the central server is connected'), soon)
  expect(logged.join('')).not.toContain(
    await tokenOf(CENTRAL_SECRET, 'store-1', 'server').then((token) => token.slice(-20)),
  )
})
