import {
  createStore,
  type DocumentSnapshot,
  type Entity,
  type EntityRow,
  eventIdOf,
  hocuspocusTransport,
  type Receipt,
  type Store,
} from '@docket/core'
import { DocketProvider } from '@docket/react'
import { createLogger, createServer, type DocketServer } from '@docket/server'
import { createTestDatabase } from '@docket/test-support/database'
import type { RenderHookResult } from '@testing-library/react'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { entityNames } from '../src/names/entity-names.ts'
import type { EntityModel } from '../src/sync/entity-model.ts'
import { type GeneratedCode, generatedCode, type Registry } from './generated-modules.ts'
import { outFolder } from './out-folder.ts'
import { testingLibrary } from './testing-library.ts'
import { TRIED } from './tried-descriptions.ts'
import { oneOf, valuesOf } from './values.ts'

const LONG_MS = 60_000
const IN_TIME = { timeout: 20_000, interval: 20 }

const database = await createTestDatabase()
const folder = await outFolder('events-round-trip')
const codes = new Map(await Promise.all(TRIED.map(async (name) => [name, await generatedCode(name, folder)] as const)))
const { cleanup, renderHook } = await testingLibrary()
const config = { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } } as const
const logger = createLogger('silent')

type Mutations = Readonly<Record<string, (payload?: unknown) => Receipt>>
interface Hooks {
  readonly state: (id: string) => DocumentSnapshot<Readonly<Record<string, unknown>>>
  readonly list: () => readonly EntityRow<Readonly<Record<string, unknown>>>[]
  readonly mutations: (id: string) => Mutations
}
interface Api {
  readonly baseUrl: string
  readonly token: () => Promise<string>
}
interface Client {
  postEventsBatch(
    api: Api,
    events: readonly unknown[],
  ): Promise<{ accepted: readonly string[]; rejected: readonly unknown[] }>
  getEventsSince(api: Api, query: { after?: number }): Promise<{ events: readonly { event_type: string }[] }>
}

afterEach(cleanup)

describe.each(TRIED)('%s', (name) => {
  test('what two stores record by the generated hooks is what the server says', { timeout: LONG_MS }, async () => {
    const code = codes.get(name)
    if (code === undefined) throw new Error(`${name} was not generated`)
    const { registry } = await code.load<Registry>('server/registry.ts')
    const server = await start(registry)
    const api = { baseUrl: server.url, token: () => tokenOf(server, name) }
    const stores = await Promise.all(['a', 'b'].map((device) => openStore(code, server, name, device)))
    const client = await code.load<Client>('client/docket.ts')
    expect(code.generated.model.entities.length).toBeGreaterThan(0)
    let recorded = 0
    for (const entity of code.generated.model.entities) {
      const payloads = await payloadsOf(entity, code)
      const hooks = await hooksOf(entity, code)
      const seen = stores.map((store) => renderIn(store, () => hooks.state('d1')))
      await recordAll(entity, payloads, hooks, stores, seen)
      recorded += entity.events.length

      const said = await get(server, name, `/v1/entities/${entity.name}/d1`)
      for (const { result } of seen) expect(result.current.state).toEqual(said.state)
      expect(said.state).not.toEqual(registry.entities.find((one) => one.name === entity.name)?.initial)
      if (entity.events.some((event) => event.name === 'archived')) expect(said.state).toMatchObject({ archived: true })
      const lists = stores.map((store) => renderIn(store, () => hooks.list()))
      for (const { result } of lists) {
        await expect
          .poll(() => result.current.map(({ id, summary }) => ({ id, summary })), IN_TIME)
          .toEqual([{ id: 'd1', summary: said.summary }])
      }

      const answer = await client.postEventsBatch(api, [
        {
          id: eventIdOf({ ms: Date.now(), counter: 0 }, new Uint8Array(8)),
          entity_type: entity.name,
          entity_id: 'd2',
          event_type: entity.events[0]?.name,
          payload: payloads[0],
          timestamp: Date.now(),
        },
      ])
      expect(answer).toMatchObject({ rejected: [], accepted: [expect.any(String) as string] })
      recorded++
    }
    const { events } = await client.getEventsSince(api, { after: 0 })
    expect(events.filter(({ event_type }) => !event_type.startsWith('$'))).toHaveLength(recorded)
  })
})

/** Each event once, the stores taking turns; each after both have seen what was before. */
async function recordAll(
  entity: EntityModel,
  payloads: readonly unknown[],
  hooks: Hooks,
  stores: readonly Store[],
  seen: readonly RenderHookResult<DocumentSnapshot<unknown>, unknown>[],
): Promise<void> {
  const mutations = stores.map((store) => renderIn(store, () => hooks.mutations('d1')).result.current)
  for (const [index] of entity.events.entries()) {
    const record = Object.values(mutations[index % 2] ?? {})[index]
    const payload = payloads[index]
    if (record === undefined) throw new Error(`no function records ${entity.events[index]?.name}`)
    const receipt = record.length === 1 ? record() : record(payload)
    await receipt.committed
    for (const { result } of seen) {
      await expect.poll(() => result.current.status.events, IN_TIME).toBe(index + 1)
    }
  }
}

function renderIn<T>(store: Store, hook: () => T): RenderHookResult<T, unknown> {
  return renderHook(hook, { wrapper: ({ children }) => <DocketProvider store={store}>{children}</DocketProvider> })
}

/** For each event what it may carry: of the schema that the entity checks it with. */
async function payloadsOf(entity: EntityModel, code: GeneratedCode): Promise<readonly unknown[]> {
  const { file, events } = entityNames(entity)
  const schemas = (await code.load<Record<string, Readonly<Record<string, z.core.$ZodType>>>>(`events/${file}.ts`))[
    events
  ]
  return entity.events.map(({ name }, index) => {
    const schema = schemas?.[name]
    if (schema === undefined) throw new Error(`nothing says what ${name} carries`)
    const json = z.toJSONSchema(schema)
    const follow = (reference: string): unknown =>
      reference === '#' ? json : json.$defs?.[reference.replace('#/$defs/', '')]
    return oneOf(valuesOf(json, follow), index)
  })
}

async function hooksOf(entity: EntityModel, code: GeneratedCode): Promise<Hooks> {
  const { file, type, types } = entityNames(entity)
  const hooks = await code.load<Record<string, never>>(`hooks/${file}.ts`)
  const [state, list, mutations] = [hooks[`use${type}`], hooks[`use${types}`], hooks[`use${type}Mutations`]]
  if (state === undefined || list === undefined || mutations === undefined)
    throw new Error(`hooks of ${type} are missing`)
  return { state, list, mutations }
}

async function start(registry: Registry['registry']): Promise<DocketServer> {
  const needsMore = Object.values(registry.notifications).some((kind) => kind === 'redis' || kind === 'electric')
  if (needsMore) {
    // Here is neither Redis nor Electric, and the registry asks for both.
    await expect(createServer({ ...registry, config, logger })).rejects.toMatchObject({ code: 'notifications_invalid' })
  }
  const server = await createServer({ ...registry, ...(needsMore && { notifications: {} }), config, logger })
  onTestFinished(() => server.close())
  return server
}

async function openStore(code: GeneratedCode, server: DocketServer, tenant: string, device: string): Promise<Store> {
  const { storeSettings } = await code.load<{ storeSettings: { entities: readonly Entity[] } }>(
    'client/store-settings.ts',
  )
  const transport = hocuspocusTransport({
    url: `${server.url.replace('http', 'ws')}/sync`,
    token: () => tokenOf(server, tenant),
  })
  const store = createStore({ ...storeSettings, tenant, user: 'ann', device, transport })
  onTestFinished(() => store.close())
  return store
}

async function tokenOf(server: DocketServer, tenant: string): Promise<string> {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, sub: 'ann', roles: ['device'] }),
  })
  const { token } = z.object({ token: z.string() }).parse(await response.json())
  return token
}

async function get(server: DocketServer, tenant: string, path: string): Promise<{ state: unknown; summary: unknown }> {
  const headers = { authorization: `Bearer ${await tokenOf(server, tenant)}` }
  const response = await fetch(`${server.url}${path}`, { headers })
  return z.object({ state: z.unknown(), summary: z.unknown() }).parse(await response.json())
}
