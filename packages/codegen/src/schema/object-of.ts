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
    const ofPart = objectOf(part, schemas)?.members ?? membersOfAny(part, schemas)
    if (ofPart === undefined) return undefined
    for (const member of ofPart) {
      const before = members.get(member.name)
      members.set(
        member.name,
        before === undefined ? member : { ...member, optional: member.optional && before.optional },
      )
    }
  }
  return { kind: 'object', members: [...members.values()], others: 'open' }
}

/** Of several objects, of which a value is one: none of their members has to be there. */
function membersOfAny(shape: Shape, schemas: Schemas): readonly Member[] | undefined {
  const found = schemas.lookUp(shape)
  if (found.kind !== 'union') return undefined
  const objects = found.of.map((one) => objectOf(one, schemas))
  if (objects.some((object) => object === undefined)) return undefined
  return objects.flatMap((object) => (object?.members ?? []).map((member) => ({ ...member, optional: true })))
}
