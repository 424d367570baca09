import { chromiumArgs } from '@docket/test-support/chromium'
import { freePort } from '@docket/test-support/free-port'
import { chromium } from 'playwright-core'
import { openPage } from './page.ts'
import { run } from './run.ts'
import { startApplication } from './running-application.ts'

export interface TryOptions {
  /** Of an application that is installed. */
  readonly folder: string
  readonly packageManager: string
  /** Where Chromium is. */
  readonly executablePath: string
  onStep?(name: string): void
}

/** Does with a created application what its README says. @throws when something of it does not work */
export async function tryApplication(options: TryOptions): Promise<void> {
  const { folder, packageManager, executablePath, onStep } = options
  for (const script of ['typecheck', 'test', 'build']) {
    onStep?.(script)
    await run(packageManager, ['run', script], { cwd: folder })
  }
  onStep?.('start, and a page in Chromium')
  const port = await freePort()
  let application = await startApplication(folder, packageManager, port)
  const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
  try {
    const ann = await openPage(browser, application.url, 'Ann')
    await ann.claim('Train to Hamburg', '89.00')
    await ann.isSaved()
    await ann.approve('Train to Hamburg')
    await ann.shows('nobody approves an expense of their own')
    const ben = await openPage(browser, application.url, 'Ben')
    await ben.approve('Train to Hamburg')
    await ann.shows('approved')
    await ann.claim('A first-class flight', '1234')
    await ann.shows('Not accepted')

    onStep?.('without the server, and with it again')
    await ann.canOpenOffline()
    await application.stop()
    await ann.page.reload()
    await ann.shows('Train to Hamburg')
    await ann.claim('Coffee', '3.20')
    await ann.page.getByText('1 to send').waitFor()
    application = await startApplication(folder, packageManager, port)
    await ann.isSaved()
    await ben.shows('Coffee')
  } finally {
    await browser.close()
    await application.stop()
  }
}
