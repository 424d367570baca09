import { entityNames } from '../names/entity-names.ts'
import type { EntityModel } from '../sync/entity-model.ts'
import type { Module } from './module.ts'
import { CALL_API, DOCKET_EVENTS, entityPath, eventPath, NOTIFICATIONS } from './paths.ts'
import { literal, memberName } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

/** What the server, the store and the client are told of all entities. */
export function registryModules(entities: readonly EntityModel[], schemas: SchemaModules): readonly Module[] {
  return [
    notifications(entities, schemas),
    serverRegistry(entities, schemas),
    storeSettings(entities, schemas),
    docketClient(entities, schemas),
  ]
}

function entityList(entities: readonly EntityModel[], module: Module): string {
  return `[${entities.map((entity) => module.use(entityNames(entity).value, entityPath(entity))).join(', ')}]`
}

function notifications(entities: readonly EntityModel[], schemas: SchemaModules): Module {
  const module = schemas.module(NOTIFICATIONS)
  module.use('defineNotifications', '@docket/core')
  const kinds = Object.fromEntries(entities.map(({ name, notification }) => [name, notification]))
  module.add(
    '/** How clients hear of changes: for `createServer`, and for `transportsFor` on a device. */',
    `export const notifications = defineNotifications(${literal(kinds)})`,
  )
  return module
}

function serverRegistry(entities: readonly EntityModel[], schemas: SchemaModules): Module {
  const module = schemas.module('server/registry.ts')
  module.use('notifications', NOTIFICATIONS)
  module.add(
    '/** For `createServer({ ...registry })`. */',
    `export const registry = { entities: ${entityList(entities, module)}, notifications } as const`,
  )
  return module
}

function storeSettings(entities: readonly EntityModel[], schemas: SchemaModules): Module {
  const module = schemas.module('client/store-settings.ts')
  const days = entities.flatMap(({ name, retentionDays }) =>
    retentionDays === undefined ? [] : [[name, retentionDays]],
  )
  module.add(
    '/** For `createStore({ ...storeSettings, tenant, user, device, … })`. */',
    'export const storeSettings = {',
    `entities: ${entityList(entities, module)},`,
    ...(days.length === 0 ? [] : [`retentionDays: ${literal(Object.fromEntries(days))},`]),
    '} as const',
  )
  return module
}

function docketClient(entities: readonly EntityModel[], schemas: SchemaModules): Module {
  const module = schemas.module('client/docket.ts')
  module.useType('Api', CALL_API)
  module.useType('CallOptions', CALL_API)
  for (const type of ['BatchAnswer', 'NewEvent']) module.useType(type, DOCKET_EVENTS)
  module.use('recordEvents', DOCKET_EVENTS)
  module.add(
    '/** What the events of each entity carry. */',
    'export interface Payloads {',
    ...entities.map(
      (entity) => `${memberName(entity.name)}: ${module.useType(entityNames(entity).eventsType, eventPath(entity))}`,
    ),
    '}',
    '',
    '/** Records at most 500 events. What is accepted is committed when it answers; asking again doubles nothing. */',
    'export function postEventsBatch(api: Api, events: readonly NewEvent<Payloads>[], options?: CallOptions): Promise<BatchAnswer> {',
    'return recordEvents<Payloads>(api, events, options)',
    '}',
    '',
    `export { getEventsSince } from './docket-events.ts'`,
  )
  return module
}
