// @vitest-environment happy-dom
import { createStore, memoryStorage } from '@docket/core'
import { localServer } from '@docket/core/testing'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { order, provide } from '../test/order.tsx'
import { useRejections } from './use-rejections.ts'
import { useSyncStatus } from './use-sync-status.ts'

afterEach(cleanup)

test('[REJ1] [REJ2] the inbox fills from the disk and empties as rejections are settled', async () => {
  const server = localServer({
    entities: [order],
    reject: ({ payload }) =>
      payload.item === 'Sopu' ? { code: 'no_such_item', reason: 'not on the menu' } : undefined,
  })
  const options = { tenant: 'demo', device: 'till', user: 'ann', entities: [order], storage: memoryStorage() }
  const before = createStore({ ...options, transport: server.transport() })
  const doc = before.open(order, 'o1')
  const { event, committed } = doc.record('item_added', { item: 'Sopu' })
  await expect(committed).rejects.toMatchObject({ code: 'no_such_item' })
  await before.close()

  const store = createStore({ ...options, transport: server.transport() })
  onTestFinished(() => store.close())
  const { result } = renderHook(() => ({ rejections: useRejections(), sync: useSyncStatus() }), {
    wrapper: provide(store),
  })
  expect(result.current.rejections.entries).toEqual([])
  await waitFor(() => expect(result.current.rejections.entries).toHaveLength(1))
  expect(result.current.sync.rejected).toBe(1)
  const { entries, resolve } = result.current.rejections
  expect(entries).toMatchObject([{ id: 'o1', event, code: 'no_such_item', reason: 'not on the menu' }])
  const [rejected] = entries
  if (rejected === undefined) throw new Error('nothing is rejected')
  await act(async () => {
    await (await resolve(rejected, { action: 'amended', payload: { item: 'Soup' } })).committed
  })
  await waitFor(() => expect(result.current.rejections.entries).toEqual([]))
  expect(result.current.sync.rejected).toBe(0)
  expect(store.peek(order, 'o1')?.state.items).toEqual(['Soup'])
})
