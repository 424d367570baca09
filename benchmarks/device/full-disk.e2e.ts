import { expect, test } from 'vitest'
import { openDeviceBrowser } from './device-page.ts'
import { DISKS } from './page/till.ts'

test.each(DISKS)(
  '[SAV1] on a full disk recording goes on, the application is told, and all is saved when there is room: %s',
  async (disk) => {
    // A browser of its own: Chromium remembers for a while how much room a site had.
    const browser = await openDeviceBrowser()
    try {
      const page = await browser.open('full')
      const session = await page.context().newCDPSession(page)
      const { origin } = new URL(page.url())
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3_000_000 })
      const { error, unsaved, next } = await page.evaluate((disk) => window.device.recordUntilFull(disk), disk)
      expect(error).toContain('storage_failed')
      expect(error).toContain('QuotaExceededError')
      expect(unsaved).toBeGreaterThan(1)
      expect(next).toBe('recorded')
      await session.send('Storage.overrideQuotaForOrigin', { origin })
      const after = await page.evaluate((disk) => window.device.whenThereIsRoom(disk), disk)
      expect(after).toEqual({ lost: 0, unsaved: 0, error: undefined })
    } finally {
      await browser.close()
    }
  },
)
