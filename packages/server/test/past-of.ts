import { type Entity, entitiesByName, readPayload } from '@docket/core'
import { foldEvents } from '../src/audit/fold.ts'
import { describeEntities } from '../src/evolution/describe-entities.ts'
import type { Past } from '../src/evolution/past.ts'

/** Definitions of then that are in this process. */
export function pastOf(...entities: readonly Entity[]): Past {
  const byName = entitiesByName(entities)
  const named = (name: string): Entity => {
    const entity = byName.get(name)
    if (entity === undefined) throw new Error(`there is no ${name}`)
    return entity
  }
  return {
    entities: describeEntities(entities),
    fold: (name, events) => Promise.resolve(JSON.parse(JSON.stringify(foldEvents(named(name), events)))),
    refuses: (name, events) =>
      Promise.resolve(events.map(({ event }) => readPayload(named(name), event).kind === 'invalid')),
  }
}
