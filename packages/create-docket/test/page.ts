import type { Browser, Page } from 'playwright-core'

/** The page of a created application, as one person uses it in a browser of their own. */
export interface PersonsPage {
  readonly page: Page
  claim(what: string, amount: string): Promise<void>
  approve(what: string): Promise<void>
  shows(text: string): Promise<void>
  isSaved(): Promise<void>
  /** Resolves when the service worker has kept the page. */
  canOpenOffline(): Promise<void>
}

export async function openPage(browser: Browser, url: string, person: string): Promise<PersonsPage> {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(url)
  await page.getByRole('button', { name: person }).click()
  const shows = (text: string): Promise<void> => page.getByText(text).first().waitFor()
  return {
    page,
    async claim(what, amount) {
      await page.getByLabel('What for').fill(what)
      await page.getByLabel('Amount', { exact: true }).fill(amount)
      await page.getByRole('button', { name: 'Claim', exact: true }).click()
      await shows(what)
    },
    async approve(what) {
      await page.getByRole('button', { name: what }).click()
      await page.getByRole('button', { name: /^Approve/ }).click()
    },
    shows,
    isSaved: () => shows('All saved'),
    canOpenOffline: () => page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined)),
  }
}
