import { beforeAll, expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
let till: Till

beforeAll(async () => {
  till = await floor.openTill('A')
})

test('the devtools show events with their states as they change, and an earlier state', async () => {
  const { page, network } = till
  const toggle = page.getByRole('button', { name: 'Open Docket devtools' })
  // The page loads them only if it is asked to.
  expect(await toggle.count()).toBe(0)
  const scripts = (): Promise<string[]> =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  expect((await scripts()).filter((name) => name.includes('devtools'))).toEqual([])

  await page.setViewportSize({ width: 1440, height: 1200 })
  await page.goto(`${new URL(page.url()).origin}/?till=A&devtools`)
  await page.getByTestId('table-5').click()
  await page.getByTestId('order-panel').waitFor()
  const id = new URL(page.url()).hash.split('/').at(-1) ?? ''
  await toggle.click()
  expect(await scripts()).toContainEqual(expect.stringContaining('/assets/devtools-'))
  const devtools = page.getByRole('region', { name: 'Docket devtools' })
  const documents = devtools.getByRole('listbox', { name: 'Documents' }).getByRole('option')
  const events = devtools.getByRole('listbox', { name: 'Events' }).getByRole('option')
  const chosen = documents.filter({ hasText: id })
  await vi.waitFor(async () => expect(await chosen.getAttribute('aria-selected')).toBe('true'), soon)
  expect(await chosen.textContent()).toContain('open')
  await vi.waitFor(async () => expect(await events.allTextContents()).toEqual([shown('created', 'committed')]), soon)

  // Without a network an event is saved, and waits.
  await network.cut()
  await vi.waitFor(async () => expect(await devtools.getByRole('status').textContent()).not.toBe('online'), soon)
  await till.add('starters', 'bruschetta')
  await till.add('mains', 'mushroom-risotto')
  await vi.waitFor(async () => {
    expect(await events.allTextContents()).toEqual([
      shown('created', 'committed'),
      shown('item_added', 'saved'),
      shown('item_added', 'saved'),
    ])
    expect(await devtools.locator('[data-count=uncommitted]').textContent()).toBe('uncommitted 2')
  }, soon)
  await network.restore()
  await vi.waitFor(async () => {
    expect(await events.last().textContent()).toEqual(shown('item_added', 'committed'))
    expect(await devtools.getByRole('status').textContent()).toBe('online')
  }, soon)

  // Back by the keyboard, one event.
  const state = async (): Promise<unknown> =>
    JSON.parse((await devtools.getByRole('region', { name: 'State' }).locator('pre').textContent()) ?? '')
  expect(await state()).toMatchObject({ items: [{ name: 'Bruschetta' }, { name: 'Mushroom risotto' }] })
  await devtools.getByRole('slider').focus()
  await page.keyboard.press('ArrowLeft')
  expect(await state()).toMatchObject({ table_number: 5, items: [{ name: 'Bruschetta' }] })
  expect(await devtools.getByRole('region', { name: 'Difference' }).textContent()).toContain('Bruschetta')
  expect(await till.lines()).toEqual(['Bruschetta', 'Mushroom risotto'])
  await page.keyboard.press('Escape')
  await devtools.waitFor({ state: 'detached' })
})

function shown(type: string, saveState: string): unknown {
  return expect.stringMatching(new RegExp(`${type}.*${saveState}$`))
}
