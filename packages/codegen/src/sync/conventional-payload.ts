import { child, type Node } from '../description/place.ts'
import { followed } from '../operations/followed.ts'
import { contentOf } from '../operations/read-content.ts'
import type { Schemas } from '../schema/schemas.ts'
import { type Shape, withoutNull } from '../schema/shape.ts'
import type { StateModel } from './entity-model.ts'
import { listOf } from './list-of.ts'
import { statusOf } from './status-of.ts'
import type { SyncedPath } from './synced-path.ts'

/** What an event carries whose name says what it is; undefined for others. */
export function conventionalPayload(
  name: string,
  synced: SyncedPath,
  state: StateModel,
  schemas: Schemas,
): Shape | undefined {
  switch (name) {
    case 'created':
      return bodyOf(synced.collection, ['post'], schemas)
    case 'updated':
      return synced.item && bodyOf(synced.item, ['patch', 'put', 'post'], schemas)
    case 'archived':
      return { kind: 'object', members: [], others: 'open' }
    case 'state_changed': {
      const status = statusOf(synced, state)
      return status && oneMember('new_status', withoutNull(status.shape) ?? status.shape)
    }
    default: {
      const list = listOf(name, state, schemas)
      if (list === undefined) return undefined
      if (list.change === 'added') return oneMember(list.one, list.items)
      return list.id === undefined ? oneMember(list.one, list.items) : oneMember(`${list.one}_id`, list.id)
    }
  }
}

function oneMember(name: string, shape: Shape): Shape {
  return { kind: 'object', members: [{ name, shape, optional: false, readOnly: false }], others: 'open' }
}

function bodyOf(path: Node, methods: readonly string[], schemas: Schemas): Shape | undefined {
  for (const method of methods) {
    const operation = child(path, method)
    const stated = operation && child(operation, 'requestBody')
    const schema = stated && contentOf(followed(stated, schemas))?.schema
    if (schema !== undefined) return schemas.read(schema)
  }
  return undefined
}
