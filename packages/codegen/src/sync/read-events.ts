import { child, elements, isObject, type Node } from '../description/place.ts'
import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { Shape } from '../schema/shape.ts'
import { conventionalPayload } from './conventional-payload.ts'
import { derivedEvolve } from './derived-evolve.ts'
import type { EventModel, StateModel } from './entity-model.ts'
import type { SyncedPath } from './synced-path.ts'

const WORDS = ['name', 'payload', 'version', 'description']

/** The events that `x-sync` lists: by their names, or with what they carry. */
export function readEvents(synced: SyncedPath, state: StateModel, schemas: Schemas): readonly EventModel[] {
  const list = child(synced.sync, 'events')
  const nodes = elements(list)
  if (nodes.length === 0) {
    const { place } = list ?? synced.sync
    schemas.findings.problem('x_sync_invalid', place, 'an entity has events: write events: [created, …]')
    return []
  }
  const names = new Set<string>()
  return nodes.flatMap((node) => {
    const event = readEvent(node, synced, state, schemas)
    if (event !== undefined && names.has(event.name)) {
      schemas.findings.problem('event_invalid', node.place, `"${event.name}" is listed twice; remove one`)
      return []
    }
    if (event !== undefined) names.add(event.name)
    return event ?? []
  })
}

function readEvent(node: Node, synced: SyncedPath, state: StateModel, schemas: Schemas): EventModel | undefined {
  const { findings } = schemas
  const words = isObject(node.value) ? node.value : { name: node.value }
  const { name, version = 1, description } = words
  const unknown = Object.keys(words).find((word) => !WORDS.includes(word))
  if (unknown !== undefined) {
    findings.problem(
      'event_invalid',
      (child(node, unknown) ?? node).place,
      `an event has no "${unknown}"; it has ${WORDS.join(', ')}`,
    )
  }
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name)) {
    const place = (child(node, 'name') ?? node).place
    findings.problem(
      'name_invalid',
      place,
      `${JSON.stringify(name)} is no name of an event: write letters, digits and "_", a letter first, such as item_added`,
    )
    return undefined
  }
  if (!Number.isSafeInteger(version) || Number(version) < 1) {
    findings.problem(
      'event_invalid',
      (child(node, 'version') ?? node).place,
      `version is ${JSON.stringify(version)}; write a whole number from 1`,
    )
  }
  const payload = payloadOf(node, name, synced, state, schemas)
  if (payload === undefined) return undefined
  return {
    name,
    payload: payload.shape,
    without: payload.without,
    version: Number(version),
    evolve: derivedEvolve(name, payload.shape, payload.without, synced, state, schemas),
    ...(typeof description === 'string' && { doc: description }),
  }
}

function payloadOf(
  node: Node,
  name: string,
  synced: SyncedPath,
  state: StateModel,
  schemas: Schemas,
): { readonly shape: Shape; readonly without: readonly string[] } | undefined {
  const given = child(node, 'payload')
  const found = given === undefined ? conventionalPayload(name, synced, state, schemas) : schemas.read(given)
  const shape = found?.kind === 'unknown' ? { kind: 'object' as const, members: [], others: 'open' as const } : found
  if (shape === undefined) {
    schemas.findings.problem(
      'event_without_payload',
      node.place,
      `nothing says what "${name}" carries: write { name: ${name}, payload: { type: object, properties: { … } } }`,
    )
    return undefined
  }
  const object = objectOf(shape, schemas)
  if (object === undefined) {
    schemas.findings.problem(
      'event_invalid',
      (given ?? node).place,
      `what "${name}" carries is not an object: write type: object`,
    )
    return undefined
  }
  return { shape, without: object.members.filter(({ readOnly }) => readOnly).map((member) => member.name) }
}
