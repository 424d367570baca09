import { entityNames, mutationName } from '../names/entity-names.ts'
import type { EntityModel, EventModel } from '../sync/entity-model.ts'
import type { Module } from './module.ts'
import { entityPath, eventPath, statePath } from './paths.ts'
import { quote } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

/** `hooks/order.ts`: `useOrder`, `useOrders`, `useOrderMutations`. */
export function hookModule(entity: EntityModel, schemas: SchemaModules): Module {
  const names = entityNames(entity)
  const module = schemas.module(`hooks/${names.file}.ts`)
  for (const type of ['DocumentSnapshot', 'EntityRow', 'ListQuery', 'Receipt', 'RecordOptions'])
    module.useType(type, '@docket/core')
  for (const hook of ['useEntities', 'useEntity', 'useRecord']) module.use(hook, '@docket/react')
  module.use('useMemo', 'react')
  module.use(names.value, entityPath(entity))
  module.useType(names.eventsType, eventPath(entity))
  module.useType(names.state, statePath(entity))
  module.useType(names.summary, statePath(entity))
  const mutations = mutationsOf(entity)
  module.add(
    `/** The state of a document of "${entity.name}", and how safe it is. */`,
    `export function use${names.type}(id: string): DocumentSnapshot<${names.state}> {`,
    `return useEntity(${names.value}, id)`,
    '}',
    '',
    `/** What lists show of the documents of "${entity.name}"; opens none of them. */`,
    `export function use${names.types}(query?: ListQuery<${names.summary}>): readonly EntityRow<${names.summary}>[] {`,
    `return useEntities(${names.value}, query)`,
    '}',
    '',
    `/** What can be recorded of the entity "${entity.name}". Each throws, and nothing has changed, when a guard refuses. */`,
    `export interface ${names.type}Mutations {`,
    ...mutations.map(
      ({ name, event }) => `${name}(${parameterOf(event, names.eventsType)}options?: RecordOptions): Receipt`,
    ),
    '}',
    '',
    `export function use${names.type}Mutations(id: string): ${names.type}Mutations {`,
    `const record = useRecord(${names.value}, id)`,
    `return useMemo(() => ({`,
    ...mutations.map(
      ({ name, event }) =>
        `${name}: (${isEmpty(event) ? 'options' : 'payload, options'}) => record(${quote(event.name)}, ${isEmpty(event) ? '{}' : 'payload'}, options),`,
    ),
    '}), [record])',
    '}',
  )
  return module
}

/** Two events never share a function: the second is called after its whole name. */
function mutationsOf({
  events,
  name: entity,
}: EntityModel): readonly { readonly name: string; readonly event: EventModel }[] {
  const taken = new Set<string>()
  return events.map((event) => {
    const wanted = mutationName(event.name, entity)
    const name = taken.has(wanted) ? mutationName(`record_${event.name}`, entity) : wanted
    taken.add(name)
    return { name, event }
  })
}

function isEmpty({ payload }: EventModel): boolean {
  return payload.kind === 'object' && payload.members.length === 0
}

function parameterOf(event: EventModel, eventsType: string): string {
  return isEmpty(event) ? '' : `payload: ${eventsType}[${quote(event.name)}], `
}
