import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { Member, Shape } from '../schema/shape.ts'
import type { Evolve, StateModel } from './entity-model.ts'
import { fits } from './fits.ts'
import { listOf } from './list-of.ts'
import { statusOf } from './status-of.ts'
import type { SyncedPath } from './synced-path.ts'

const OWN: Evolve = { kind: 'own' }

/** What an event does whose name says it, as long as what it carries fits the state; else the application says it. */
export function derivedEvolve(
  name: string,
  payload: Shape,
  without: readonly string[],
  synced: SyncedPath,
  state: StateModel,
  schemas: Schemas,
): Evolve {
  const carried = objectOf(payload, schemas)?.members.filter((member) => !without.includes(member.name)) ?? []
  const carriedAs = (wanted: string): Member | undefined =>
    carried.find((member) => member.name === wanted && !member.optional)
  switch (name) {
    case 'created':
    case 'updated':
      return assigned(carried, state, schemas)
    case 'archived':
      return { kind: 'archive' }
    case 'state_changed': {
      const status = statusOf(synced, state)
      const next = carriedAs('new_status')
      const isFitting = status !== undefined && next !== undefined && fits(next.shape, status.shape, schemas)
      return isFitting ? { kind: 'set', member: status.name, from: next.name } : OWN
    }
    default:
      return changedList(name, carriedAs, state, schemas)
  }
}

function assigned(carried: readonly Member[], { object, withoutId }: StateModel, schemas: Schemas): Evolve {
  const taken = carried
    .filter(({ name }) => !(withoutId && name === 'id'))
    .flatMap((member) => {
      const into = object.members.find(({ name }) => name === member.name)
      return into === undefined ? [] : [{ member, into }]
    })
  if (taken.length === 0 || !taken.every(({ member, into }) => fits(member.shape, into.shape, schemas))) return OWN
  // What may be absent must not take the place of what never is.
  const isWhole =
    taken.length === carried.length && taken.every(({ member, into }) => into.optional || !member.optional)
  if (isWhole) return { kind: 'assign' }
  return { kind: 'assign', only: taken.map(({ member: { name, optional } }) => ({ name, optional })) }
}

function changedList(
  name: string,
  carriedAs: (wanted: string) => Member | undefined,
  state: StateModel,
  schemas: Schemas,
): Evolve {
  const found = listOf(name, state, schemas)
  if (found === undefined) return OWN
  const { change, list, listOptional, one, items, id } = found
  if (change === 'added') {
    const added = carriedAs(one)
    return added && fits(added.shape, items, schemas) ? { kind: 'add', list, member: one, listOptional } : OWN
  }
  const by = id === undefined ? 'value' : 'id'
  const member = by === 'id' ? `${one}_id` : one
  const removed = carriedAs(member)
  return removed && fits(removed.shape, id ?? items, schemas) ? { kind: 'remove', list, member, by, listOptional } : OWN
}
