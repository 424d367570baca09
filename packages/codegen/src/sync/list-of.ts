import { singular, snakeCase } from '../names/words.ts'
import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import { type Shape, withoutNull } from '../schema/shape.ts'
import type { StateModel } from './entity-model.ts'

/** A list of a state that an event changes, by its name: `item_added`, `item_removed` change `items`. */
export interface ChangedList {
  readonly change: 'added' | 'removed'
  /** The name of the list. */
  readonly list: string
  readonly listOptional: boolean
  /** What one of it is called. */
  readonly one: string
  readonly items: Shape
  /** What elements are known by; undefined for those that are plain values. */
  readonly id: Shape | undefined
}

/** Undefined where the name says nothing of the kind, no such list is there, or its elements cannot be told apart. */
export function listOf(event: string, { object }: StateModel, schemas: Schemas): ChangedList | undefined {
  const [, one, change] = /^(.+)_(added|removed)$/.exec(event) ?? []
  if (one === undefined || (change !== 'added' && change !== 'removed')) return undefined
  const found = object.members.flatMap((member) => {
    const list = schemas.lookUp(withoutNull(member.shape) ?? member.shape)
    const isMeant = snakeCase(member.name) === one || singular(member.name) === one
    return isMeant && list.kind === 'array' ? [{ member, list }] : []
  })
  const [{ member, list } = {}] = found
  if (member === undefined || list === undefined) return undefined
  const elements = objectOf(list.items, schemas)
  const id = elements?.members.find(({ name }) => name === 'id')?.shape
  if (change === 'removed' && elements !== undefined && id === undefined) return undefined
  const listOptional = member.optional || withoutNull(member.shape) !== undefined
  return { change, list: member.name, listOptional, one, items: list.items, id }
}
