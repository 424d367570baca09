import { entityNames } from '../names/entity-names.ts'
import type { Shape } from '../schema/shape.ts'
import type { EntityModel, EventModel } from '../sync/entity-model.ts'
import { evolveOf } from './evolve.ts'
import type { Module } from './module.ts'
import { entityPath, eventPath, ownTypePath, statePath } from './paths.ts'
import { docstring, literal, memberName, memberOf, quote } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

/** Everything of an entity in `entities/`: its state, what the application adds, and the entity itself. */
export function entityModules(entity: EntityModel, schemas: SchemaModules, ownFile: string): readonly Module[] {
  return [stateModule(entity, schemas), ownTypeModule(entity, schemas), entityModule(entity, schemas, ownFile)]
}

function stateModule(entity: EntityModel, schemas: SchemaModules): Module {
  const { state, empty, summary } = entityNames(entity)
  const { shape, withoutId, withArchived, initial } = entity.state
  const module = schemas.module(statePath(entity))
  module.declare(state, empty, summary)
  const readonly = module.useType('DeepReadonly', '@docket/core')
  const type = `${stateType(shape, schemas, module, withoutId)}${withArchived ? ' & { archived: boolean }' : ''}`
  module.add(
    `/** What a document of "${entity.name}" says, after all of its events. */`,
    `export type ${state} = ${readonly}<${type}>`,
    '',
    '/** Before any event. */',
    `export const ${empty}: ${state} = ${literal({ ...initial, ...(withArchived && { archived: false }) })}`,
    '',
    ...docstring('What lists show.'),
    summaryType(entity, schemas, module, summary, state),
  )
  return module
}

function stateType(shape: Shape, schemas: SchemaModules, module: Module, withoutId: boolean): string {
  const type = schemas.type(shape, module)
  return withoutId ? `Omit<${type}, 'id'>` : type
}

function summaryType(
  { summary }: EntityModel,
  schemas: SchemaModules,
  module: Module,
  name: string,
  state: string,
): string {
  if (summary.kind === 'own') return `export type ${name} = ${schemas.type(summary.shape, module)}`
  if (summary.members.length === 0) return `export type ${name} = Record<string, never>`
  const members = summary.members.map((member) => {
    const type = `${state}[${quote(member.name)}]`
    return `${memberName(member.name)}: ${member.optional ? `NonNullable<${type}> | null` : type}`
  })
  return `export interface ${name} {\n${members.join('\n')}\n}`
}

function ownTypeModule(entity: EntityModel, schemas: SchemaModules): Module {
  const names = entityNames(entity)
  const module = schemas.module(ownTypePath(entity))
  module.useType('EventDefinition', '@docket/core')
  module.useType(names.events, eventPath(entity))
  module.useType(names.state, statePath(entity))
  module.useType(names.summary, statePath(entity))
  const isOwnSummary = entity.summary.kind === 'own'
  module.add(
    `type Own<Type extends keyof typeof ${names.events}> = Omit<EventDefinition<${names.state}, (typeof ${names.events})[Type]>, 'payload'>`,
    '',
    `/** What the description cannot say of the entity "${entity.name}". */`,
    `export interface ${names.own} {`,
    '/** Guards, and what events do to the state. */',
    'events: {',
    ...entity.events.map(ownEvent),
    '}',
    ...(isOwnSummary ? ['/** What lists show of a state. */', `summary(state: ${names.state}): ${names.summary}`] : []),
    'options?: {',
    '/** Is nothing left to do? Then the document may leave a device. */',
    `settled?: (summary: ${names.summary}) => boolean`,
    '/** Raise it when you change what events do to the state. */',
    'stateVersion?: number',
    '}',
    '}',
  )
  return module
}

function ownEvent({ name, evolve, version }: EventModel): string {
  const own = `Own<${quote(name)}>`
  const needed = [...(evolve.kind === 'own' ? ["'evolve'"] : []), ...(version > 1 ? ["'upcasters'"] : [])]
  if (needed.length === 0) return `${memberName(name)}?: Partial<${own}>`
  return `${memberName(name)}: Partial<${own}> & Required<Pick<${own}, ${needed.join(' | ')}>>`
}

function entityModule(entity: EntityModel, schemas: SchemaModules, ownFile: string): Module {
  const names = entityNames(entity)
  const module = schemas.module(entityPath(entity))
  module.use('defineEntity', '@docket/core')
  module.use('own', ownFile)
  module.use(names.events, eventPath(entity))
  module.use(names.empty, statePath(entity))
  module.add(
    ...docstring(entity.doc ?? `The entity "${entity.name}", of ${entity.path}.`),
    `export const ${names.value} = defineEntity(${quote(entity.name)}, {`,
    `initial: ${names.empty},`,
    'events: {',
    ...entity.events.flatMap((event) => [
      `${memberName(event.name)}: {`,
      `payload: ${memberOf(names.events, event.name)},`,
      ...(event.version > 1 ? [`version: ${event.version},`] : []),
      ...(event.evolve.kind === 'own' ? [] : [`evolve: ${evolveOf(event.evolve)},`]),
      `...${memberOf('own.events', event.name)},`,
      '},',
    ]),
    '},',
    `summary: ${summaryOf(entity, module)},`,
    '...own.options,',
    '})',
  )
  return module
}

function summaryOf(entity: EntityModel, module: Module): string {
  const { summary } = entity
  if (summary.kind === 'own') return 'own.summary'
  const names = entityNames(entity)
  module.useType(names.summary, statePath(entity))
  if (summary.members.length === 0) return `(): ${names.summary} => ({})`
  module.useType(names.state, statePath(entity))
  const members = summary.members.map(({ name, optional }) => {
    const value = memberOf('o', name)
    return `${memberName(name)}: ${optional ? `${value} ?? null` : value}`
  })
  return `(o: ${names.state}): ${names.summary} => ({ ${members.join(', ')} })`
}
