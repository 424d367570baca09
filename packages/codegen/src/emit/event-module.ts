import { entityNames } from '../names/entity-names.ts'
import type { EntityModel, EventModel } from '../sync/entity-model.ts'
import type { Module } from './module.ts'
import { eventPath } from './paths.ts'
import { docstring, memberName } from './quote.ts'
import type { SchemaModules } from './schema-modules.ts'

/** `events/order.ts`: what each event of an entity carries. */
export function eventModule(entity: EntityModel, schemas: SchemaModules): Module {
  const { events, eventsType } = entityNames(entity)
  const module = schemas.module(eventPath(entity))
  module.declare(events, eventsType)
  module.useZod()
  module.add(
    `/** What each event of the entity "${entity.name}" carries. */`,
    `export const ${events} = {`,
    ...entity.events.flatMap((event) => [
      ...docstring(event.doc),
      `${memberName(event.name)}: ${payloadSchema(event, schemas, module)},`,
    ]),
    '}',
    '',
    `/** The payloads by the names of the events: \`${eventsType}['${entity.events[0]?.name}']\`. */`,
    `export type ${eventsType} = { [Type in keyof typeof ${events}]: z.infer<(typeof ${events})[Type]> }`,
  )
  return module
}

function payloadSchema({ payload, without }: EventModel, schemas: SchemaModules, module: Module): string {
  if (without.length === 0) return schemas.zod(payload, module)
  if (payload.kind === 'object') {
    return schemas.zod({ ...payload, members: payload.members.filter(({ name }) => !without.includes(name)) }, module)
  }
  // What only the server sets is not for a device to say.
  if (!schemas.isObjectSchema(payload)) return schemas.zod(payload, module)
  return `z.omit(${schemas.zod(payload, module)}, { ${without.map((name) => `${memberName(name)}: true`).join(', ')} })`
}
