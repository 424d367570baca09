import { referenceOf } from '../description/description.ts'
import { child, isObject, type Node } from '../description/place.ts'
import { contentOf, successOf } from '../operations/read-content.ts'
import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { StateModel } from './entity-model.ts'
import { initialOf } from './initial-of.ts'
import type { SyncedPath } from './synced-path.ts'

/** The state of an entity: `schema:` of its `x-sync`, or what the API answers for one of it. */
export function readState(synced: SyncedPath, schemas: Schemas): StateModel | undefined {
  const { sync } = synced
  const node = schemaNode(synced, schemas)
  if (node === undefined) {
    schemas.findings.problem(
      'state_unknown',
      sync.place,
      'nothing says what its state is: write schema: { $ref: "#/components/schemas/…" }',
    )
    return undefined
  }
  const shape = schemas.read(node)
  const object = objectOf(shape, schemas)
  if (object === undefined) {
    schemas.findings.problem(
      'state_unknown',
      node.place,
      'the state is not an object: write schema: { $ref: … } to one with properties',
    )
    return undefined
  }
  const initial: Record<string, unknown> = {}
  for (const member of object.members) {
    if (member.name === 'id' || (member.optional && member.default === undefined)) continue
    const value = member.default === undefined ? initialOf(member.shape, schemas) : { value: member.default }
    if (value === undefined) {
      schemas.findings.problem(
        'state_unknown',
        node.place,
        `nothing says what "${member.name}" is at first: give it a default, or let it be null or absent`,
      )
    } else initial[member.name] = value.value
  }
  const withoutId = object.members.some(({ name }) => name === 'id')
  return { shape, object, withoutId, withArchived: false, initial }
}

function schemaNode(synced: SyncedPath, schemas: Schemas): Node | undefined {
  const given = child(synced.sync, 'schema')
  if (given !== undefined) return given
  const one = synced.item && answered(synced.item, 'get', schemas)
  if (one !== undefined) return one
  const many = answered(synced.collection, 'get', schemas)
  return (many && elementOf(many, schemas)) ?? answered(synced.collection, 'post', schemas)
}

function answered(path: Node, method: string, schemas: Schemas): Node | undefined {
  const operation = child(path, method)
  return operation && contentOf(successOf(operation, schemas))?.schema
}

/** Of a list, or of a page: an object with one list. */
function elementOf(schema: Node, schemas: Schemas): Node | undefined {
  const node = follow(schema, schemas)
  if (node === undefined || !isObject(node.value)) return undefined
  const items = child(node, 'items')
  if (items !== undefined) return items
  const properties = child(node, 'properties')
  const names = Object.keys(properties !== undefined && isObject(properties.value) ? properties.value : {})
  const lists = names.flatMap((name) => {
    const property = properties && child(properties, name)
    const list = property && follow(property, schemas)
    return (list && child(list, 'items')) ?? []
  })
  return lists.length === 1 ? lists[0] : undefined
}

function follow(node: Node, { description }: Schemas): Node | undefined {
  let current = node
  for (let hops = 0; hops < 32; hops++) {
    const reference = referenceOf(current)
    if (reference === undefined) return current
    const result = description.follow(reference, current.place)
    if ('missing' in result) return undefined
    current = result.node
  }
  return undefined
}
