// @vitest-environment happy-dom
import { act } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { memoryStore, order } from '../test/order.tsx'
import { DocketProvider } from './docket-provider.tsx'
import { useEntities } from './use-entities.ts'
import { useEntity } from './use-entity.ts'
import { useHistory } from './use-history.ts'
import { useRecord } from './use-record.ts'
import { useSyncStatus } from './use-sync-status.ts'

function Page(): React.ReactNode {
  const { loaded, items } = useEntity(order, 'o1', ({ state, status }) => ({ ...status, items: state.items }))
  const { connection } = useSyncStatus()
  useRecord(order, 'o1')
  const counts = [items.length, useEntities(order).length, useHistory(order, 'o1').length]
  return <p>{`${connection} ${loaded ? 'loaded' : 'loading'} ${counts.join(' ')}`}</p>
}

test('a server renders the loading state and opens nothing; the page takes over without a mismatch', async () => {
  const store = memoryStore()
  const open = vi.spyOn(store, 'open')
  const page = (
    <DocketProvider store={store}>
      <Page />
    </DocketProvider>
  )
  const html = renderToString(page)
  expect(html).toContain('offline loading 0 0 0')
  expect(open).not.toHaveBeenCalled()

  await store.open(order, 'o1').record('item_added', { item: 'Soup' }).saved
  const container = document.createElement('div')
  container.innerHTML = html
  const complaints = vi.spyOn(console, 'error')
  const root = await act(async () => hydrateRoot(container, page, { onRecoverableError: (error) => complaints(error) }))
  expect(container.textContent).toBe('offline loaded 1 1 1')
  expect(complaints).not.toHaveBeenCalled()
  act(() => root.unmount())
})
