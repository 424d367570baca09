import { createStore, defineEntity, type Store, type StoreOptions, type Transport } from '@docket/core'
import { createHttpProxy, type HttpProxy, type Upgrades } from '@docket/test-support/http-proxy'
import type pg from 'pg'
import { expect, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import type { DocketServer } from '../src/create-server.ts'

/** How long a condition is waited for. */
export const soon: { readonly timeout: number } = { timeout: 15_000 }

type Words = { readonly words: readonly string[] }

/** An entity whose state is what was added, in order. */
export const list = defineEntity('list', {
  initial: { words: [] } as Words,
  events: {
    added: { payload: z.object({ word: z.string() }), evolve: (s, { word }) => ({ words: [...s.words, word] }) },
  },
  summary: ({ words }) => ({ words: words.length }),
})

export async function tokenOf({ url }: DocketServer, tenant: string, sub: string): Promise<string> {
  const response = await fetch(`${url}/v1/dev/token`, {
    method: 'POST',
    body: JSON.stringify({ tenant, sub, roles: ['device'] }),
  })
  return ((await response.json()) as { token: string }).token
}

/** A proxy before the server, until the test is finished. */
export async function proxyTo({ port }: DocketServer, upgrades?: Upgrades): Promise<HttpProxy> {
  const proxy = await createHttpProxy(port, upgrades)
  onTestFinished(() => proxy.close())
  return proxy
}

/** A device, until the test is finished. */
export function deviceOf(tenant: string, transport: Transport | undefined, options: Partial<StoreOptions> = {}): Store {
  const store = createStore({
    tenant,
    user: 'ann',
    device: 'till',
    entities: [list],
    ...(transport && { transport }),
    ...options,
  })
  onTestFinished(() => store.close())
  return store
}

export const online = (store: Store): Promise<void> =>
  vi.waitFor(() => expect(store.status().connection).toBe('online'), soon)

/** The ids of a tenant's events, in the order of their numbers. */
export async function ledgerOf(pool: pg.Pool, tenant: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ event_id: string }>(
    'select event_id from docket.audit_events where tenant_id = $1 order by seq',
    [tenant],
  )
  return rows.map(({ event_id }) => event_id)
}
