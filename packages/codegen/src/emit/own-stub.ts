import { entityNames } from '../names/entity-names.ts'
import type { EntityModel, EventModel, OwnSummaryMember } from '../sync/entity-model.ts'
import type { Module } from './module.ts'
import { ownTypePath } from './paths.ts'
import { literal, memberName, memberOf } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

const HEADER = '// Yours: docket-codegen wrote it once, and never writes it again.'

/** What the application's own part of an entity begins with. */
export function ownStub(entity: EntityModel, schemas: SchemaModules, path: string): Module {
  const names = entityNames(entity)
  const module = schemas.module(path, HEADER)
  module.useType(names.own, ownTypePath(entity))
  const events = entity.events.filter(({ evolve, version }) => evolve.kind === 'own' || version > 1)
  module.add(
    `/** What the description cannot say of the entity "${entity.name}": guards, and what its other events do. */`,
    `export const own: ${names.own} = {`,
    events.length === 0 ? 'events: {},' : `events: {\n${events.flatMap(ownEvent).join('\n')}\n},`,
    ...(entity.summary.kind === 'own'
      ? [`summary: (o) => ({\n${entity.summary.first.flatMap(ofSummary).join('\n')}\n}),`]
      : []),
    '}',
  )
  return module
}

function ownEvent({ name, evolve, version }: EventModel): readonly string[] {
  const change = `// It stands in the trail, and changes nothing yet: say what "${name}" does to the state.`
  return [
    `${memberName(name)}: {`,
    ...(evolve.kind === 'own' ? [change, 'evolve: (o) => o,'] : []),
    ...(version > 1
      ? ['// From each older version of the payload to the next.', `upcasters: ${upcasters(version)},`]
      : []),
    '},',
  ]
}

function upcasters(version: number): string {
  const each = Array.from({ length: version - 1 }, (_, index) => `${index + 1}: (payload) => payload,`)
  return `{\n${each.join('\n')}\n}`
}

function ofSummary({ name, isOfState, initial }: OwnSummaryMember): readonly string[] {
  if (isOfState) return [`${memberName(name)}: ${memberOf('o', name)},`]
  return ['// Say how it follows from the state.', `${memberName(name)}: ${literal(initial)},`]
}
