import type { Schemas } from './schemas.ts'
import type { Member, ObjectShape, Shape } from './shape.ts'

/** The members of a shape that is an object, or several in one; undefined where it is something else. */
export function objectOf(shape: Shape, schemas: Schemas): ObjectShape | undefined {
  const found = schemas.lookUp(shape)
  if (found.kind === 'object') return found
  if (found.kind === 'record') return { kind: 'object', members: [], others: 'open' }
  if (found.kind !== 'intersection') return undefined
  const members = new Map<string, Member>()
  for (const part of found.of) {
    const object = objectOf(part, schemas)
    if (object === undefined) return undefined
    for (const member of object.members) {
      const before = members.get(member.name)
      members.set(
        member.name,
        before === undefined ? member : { ...member, optional: member.optional && before.optional },
      )
    }
  }
  return { kind: 'object', members: [...members.values()], others: 'open' }
}
