// @vitest-environment happy-dom
import { createStore, defineEntity, type Store } from '@docket/core'
import { type LocalTransport, localServer } from '@docket/core/testing'
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { memoryStore, order, provide } from '../../test/order.tsx'
import { DocketDevtools } from './docket-devtools.tsx'

afterEach(cleanup)

function openDevtools(store: Store): void {
  render(<DocketDevtools />, { wrapper: provide(store) })
  fireEvent.click(screen.getByRole('button', { name: 'Open Docket devtools' }))
}

function rowsOf(list: string): HTMLElement[] {
  return within(screen.getByRole('listbox', { name: list })).queryAllByRole('option')
}

function stateShown(): unknown {
  return JSON.parse(screen.getByRole('region', { name: 'State' }).querySelector('pre')?.textContent ?? '')
}

const moveTo = (count: number): void =>
  void fireEvent.change(screen.getByRole('slider'), { target: { value: String(count) } })

test('closed, it reads nothing and holds nothing, before it was opened and after', async () => {
  const store = memoryStore()
  const doc = store.open(order, 'o1')
  await act(() => doc.record('created', { table: 4 }).saved)
  const opened = vi.spyOn(store, 'open')
  const closed = vi.spyOn(doc, 'close')
  const used = [
    opened,
    ...(['peek', 'list', 'status', 'subscribeStatus'] as const).map((name) => vi.spyOn(store, name)),
  ]
  render(<DocketDevtools />, { wrapper: provide(store) })
  for (const spy of used) expect(spy).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Open Docket devtools' }))
  for (const spy of used) expect(spy).toHaveBeenCalled()
  fireEvent.keyDown(screen.getByRole('slider'), { key: 'Escape' })
  expect(screen.queryByRole('region')).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open Docket devtools' }))
  expect(closed).toHaveBeenCalledTimes(opened.mock.calls.length)
  for (const spy of used) spy.mockClear()
  await act(() => doc.record('paid', {}).saved)
  for (const spy of used) expect(spy).not.toHaveBeenCalled()
})

test('documents of the catalogue, filtered, with the open one marked and chosen', async () => {
  const store = memoryStore()
  await act(() => store.open(order, 'o1').record('created', { table: 4 }).saved)
  await act(() => store.open(order, 'o2').record('created', { table: 5 }).saved)
  openDevtools(store)
  expect(rowsOf('Documents').map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^order\/o1.*open/),
    expect.stringContaining('"table":5'),
  ])
  expect(rowsOf('Documents')[0]?.getAttribute('aria-selected')).toBe('true')
  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'table":5' } })
  expect(rowsOf('Documents').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('o2')])
  fireEvent.keyDown(screen.getByRole('listbox', { name: 'Documents' }), { key: 'ArrowDown' })
  expect(stateShown()).toMatchObject({ table: 5 })
})

test('events as they come; the slider shows an earlier state and what an event changed', async () => {
  const store = memoryStore()
  const doc = store.open(order, 'o1')
  await act(() => doc.record('created', { table: 4 }).saved)
  openDevtools(store)
  act(() => void doc.record('item_added', { item: 'Soup' }))
  expect(rowsOf('Events').at(-1)?.textContent).toMatch(/item_added.*ann.*till-a.*recorded$/)
  await waitFor(() => expect(rowsOf('Events').at(-1)?.textContent).toMatch(/saved$/))
  expect(stateShown()).toEqual({ table: 4, status: 'open', items: ['Soup'] })
  expect(screen.getByRole('region', { name: 'Difference' }).textContent).toContain('items[0] "Soup"')

  moveTo(1)
  expect(stateShown()).toEqual({ table: 4, status: 'open', items: [] })
  expect(screen.getByRole('region', { name: 'Difference' }).textContent).toContain('table 0 → 4')
  fireEvent.click(screen.getByRole('button', { name: 'Payload' }))
  expect(screen.getByRole('region', { name: 'Event' }).textContent).toContain('"table": 4')
  act(() => void doc.record('paid', {}))
  expect(stateShown()).toMatchObject({ status: 'open', items: [] })
  moveTo(0)
  expect(stateShown()).toEqual(order.initial)
  fireEvent.keyDown(screen.getByRole('listbox', { name: 'Events' }), { key: 'End' })
  expect(stateShown()).toEqual(doc.state)
  expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('Newest: event 3 of 3')
})

const newer = defineEntity('order', {
  initial: order.initial,
  events: { ...order.events, tipped: { payload: z.object({}), evolve: (o) => o } },
  summary: () => ({}),
})

/** A clock that is later whenever it is read, so that what is recorded later sorts after. */
let nowMs = Date.now()
const clock = { now: () => (nowMs += 10) }

function till(device: string, entity: typeof order | typeof newer, transport: LocalTransport): Store {
  const store = createStore({ tenant: 'demo', user: device, device, entities: [entity], transport, clock })
  onTestFinished(() => store.close())
  return store
}

test('[FLD2] [FLD3] [GAT3] events without effect, not understood and rejected say why', async () => {
  const server = localServer({
    reject: ({ type }) => (type === 'created' ? { code: 'forbidden', reason: 'not you' } : undefined),
  })
  const [a, b] = [server.transport(), server.transport()]
  const other = till('b', newer, b).open(newer, 'o1')
  const store = till('a', order, a)
  const doc = store.open(order, 'o1')
  await doc.loaded
  a.cut()
  doc.record('paid', {})
  await other.record('tipped', {}).committed
  await other.record('item_added', { item: 'Soup' }).committed
  await expect(other.record('created', { table: 4 }).committed).rejects.toThrow('not you')
  openDevtools(store)
  act(() => a.restore())
  await waitFor(() => expect(rowsOf('Events')).toHaveLength(4))
  const texts = rowsOf('Events').map(({ textContent }) => textContent)
  expect(texts).toEqual([
    expect.stringContaining('paid'),
    expect.stringMatching(/tipped.*not understood: .*committed$/),
    expect.stringMatching(/item_added.*without effect: the order is paid.*committed$/),
    expect.stringMatching(/created.*rejected \(forbidden\): not you.*rejected$/),
  ])
  const bar = screen.getByRole('status').parentElement
  await waitFor(() => expect(bar?.textContent).toMatch(/online.*skew.* ms.*unsaved 0.*uncommitted 0.*rejected 1/))
})

test('of a long history only the rows near the visible ones are rendered', async () => {
  const store = memoryStore()
  const doc = store.open(order, 'o1')
  await act(async () => {
    for (let count = 0; count < 1_000; count++) doc.record('item_added', { item: String(count) })
    await doc.record('paid', {}).saved
  })
  openDevtools(store)
  expect(rowsOf('Events').length).toBeLessThan(100)
  expect(rowsOf('Events').at(-1)?.getAttribute('aria-posinset')).toBe('1001')
  const list = screen.getByRole('listbox', { name: 'Events' })
  list.scrollTop = 0
  fireEvent.scroll(list)
  expect(rowsOf('Events')[0]?.getAttribute('aria-posinset')).toBe('1')
})

test('what fails in the devtools does not take the application down', async () => {
  const store = memoryStore()
  await act(() => store.open(order, 'o1').record('created', { table: 4 }).saved)
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(() => complaints.mockRestore())
  const page = (
    <main>
      <p>the till</p>
      <DocketDevtools />
    </main>
  )
  const { rerender } = render(page, { wrapper: provide(store) })
  fireEvent.click(screen.getByRole('button', { name: 'Open Docket devtools' }))
  await act(() => store.close())
  rerender(page)
  // The panel looks once a second which documents are open.
  const alert = await screen.findByRole('alert', {}, { timeout: 10_000 })
  expect(alert.textContent).toContain('closed')
  expect(screen.getByText('the till')).toBeDefined()
})
