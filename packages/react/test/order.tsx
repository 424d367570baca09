import { createStore, defineEntity, type Store } from '@docket/core'
import { configure } from '@testing-library/react'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { DocketProvider } from '../src/docket-provider.tsx'

interface Order {
  readonly table: number
  readonly status: 'open' | 'paid'
  readonly items: readonly string[]
}
const emptyOrder: Order = { table: 0, status: 'open', items: [] }

export const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    created: { payload: z.object({ table: z.number() }), evolve: (o, { table }) => ({ ...o, table }) },
    item_added: {
      payload: z.object({ item: z.string() }),
      guard: (o) => o.status === 'open' || 'the order is paid',
      evolve: (o, { item }) => ({ ...o, items: [...o.items, item] }),
    },
    paid: { payload: z.object({}), evolve: (o) => ({ ...o, status: 'paid' }) },
  },
  summary: (o) => ({ table: o.table, status: o.status, items: o.items.length }),
})

/** A store in memory, without a server. */
export function memoryStore(): Store {
  const store = createStore({ tenant: 'demo', user: 'ann', device: 'till-a', entities: [order] })
  onTestFinished(() => store.close())
  return store
}

// As the outermost element, which is the only place where React runs the effects of a first render twice too.
configure({ reactStrictMode: true })

/** For Testing Library's `wrapper`. */
export function provide(store: Store): React.FC<{ children: React.ReactNode }> {
  return ({ children }) => <DocketProvider store={store}>{children}</DocketProvider>
}
