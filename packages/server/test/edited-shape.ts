import type { PayloadShape } from './payload-shapes.ts'
import type { Random } from './random.ts'

/** Nearly the same: a developer has changed a thing or two. */
export function editedShape(shape: PayloadShape, random: Random): PayloadShape {
  const inside = (one: PayloadShape): PayloadShape => (random.chance(0.5) ? editedShape(one, random) : one)
  const moved = (bound: number): number => Math.max(0, bound + random.int(3) - 1)
  if (random.chance(0.1)) return { kind: 'union', isExclusive: random.chance(0.3), options: [shape, { kind: 'null' }] }
  switch (shape.kind) {
    case 'string':
      return { ...shape, min: moved(shape.min), max: moved(shape.max) }
    case 'number':
      return random.chance(0.3)
        ? { ...shape, step: moved(shape.step), isOpen: random.chance(0.5) }
        : { ...shape, min: shape.min - moved(0), max: moved(shape.max) }
    case 'array':
      return { ...shape, min: moved(shape.min), max: moved(shape.max), item: inside(shape.item) }
    case 'tuple':
      return { ...shape, rest: random.chance(0.5), items: shape.items.map(inside) }
    case 'object': {
      const members = Object.entries(shape.members)
        .filter(() => random.chance(0.9))
        .map(([name, member]) => [
          name,
          { ...member, isOptional: member.isOptional || random.chance(0.3), shape: inside(member.shape) },
        ])
      const others = random.chance(0.2) ? random.pick(['drop', 'refuse', 'keep'] as const) : shape.others
      return { ...shape, others, members: Object.fromEntries(members) }
    }
    case 'record':
      return { ...shape, names: random.pick([shape.names, undefined, ['a', 'b', 'c']]), item: inside(shape.item) }
    case 'union':
      return { ...shape, options: [...shape.options.map(inside), random.pick(shape.options)] }
    case 'enum':
      return { ...shape, values: [...shape.values.slice(random.int(2)), ...(shape.values.includes('z') ? [] : ['z'])] }
    default:
      return shape
  }
}
