// @vitest-environment happy-dom
import { createStore } from '@docket/core'
import { localServer } from '@docket/core/testing'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { order, provide } from '../test/order.tsx'
import { useEntity } from './use-entity.ts'
import { useQuarantine } from './use-quarantine.ts'
import { useSyncStatus } from './use-sync-status.ts'

afterEach(cleanup)

test('[QUA1] [QUA2] hooks go on through a quarantine, and settle it', async () => {
  const server = localServer({ entities: [order], maxEvents: 1 })
  const store = createStore({
    tenant: 'demo',
    device: 'till',
    user: 'ann',
    entities: [order],
    transport: server.transport(),
  })
  onTestFinished(() => store.close())
  const { result } = renderHook(
    () => ({ quarantine: useQuarantine(), sync: useSyncStatus(), order: useEntity(order, 'o1') }),
    { wrapper: provide(store) },
  )
  expect(result.current.quarantine.entries).toEqual([])
  const doc = store.open(order, 'o1')
  await act(() => doc.record('created', { table: 4 }).committed)
  act(() => void doc.record('item_added', { item: 'Soup' }))
  expect(result.current.order.state.items).toEqual(['Soup'])
  await waitFor(() => expect(result.current.sync).toMatchObject({ quarantined: 1, uncommitted: 0 }))
  expect(result.current.order.state).toMatchObject({ table: 4, items: [] })
  const { entries, resolve } = result.current.quarantine
  expect(entries).toMatchObject([{ id: 'o1', code: 'document_full' }])
  await act(() => resolve({ entity: 'order', id: 'o1' }, { action: 'dismissed', reason: 'a new order instead' }))
  expect(result.current.quarantine.entries).toEqual([])
  expect(result.current.sync.quarantined).toBe(0)
})
