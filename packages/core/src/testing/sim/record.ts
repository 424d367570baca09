import type { Entity } from '../../entity/entity.ts'
import { DocketError } from '../../event/errors.ts'
import { checkDocument, checkRecorded } from './document-oracle.ts'
import { generatePayload } from './generate-payload.ts'
import { ADDED_LATER } from './program.ts'
import { Random } from './random.ts'
import type { SimDevice } from './sim-device.ts'
import type { Generator } from './sim-options.ts'
import { USERS, type World } from './world.ts'

const ATTEMPTS = 6

/** Somebody records the next event of a document; a few times when a guard refuses. */
export function record(world: World, device: SimDevice, document: number, seed: number): Promise<void> {
  const { entity, id } = world.place(document)
  return device.as('records', () => {
    const random = new Random(seed, 'record')
    const open = device.document(entity.name, id)
    const { subject, roles } = device.options.token
    device.user = roles.includes('device') || random.chance(0.1) ? random.pick(USERS) : subject
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const next = nextEvent(world, device.entity(entity.name), open.state, random)
      if (next === undefined) continue
      const seen = open.history()
      try {
        checkRecorded(seen, device.keep(open, open.record(next.type, next.payload)), world.violations)
        break
      } catch (error) {
        if (!(error instanceof DocketError)) throw error
      }
    }
    checkDocument(device, open, world)
  })
}

function nextEvent(world: World, entity: Entity, state: unknown, random: Random): ReturnType<Generator> {
  const isNews = Object.hasOwn(entity.events, ADDED_LATER) && random.chance(0.2)
  if (isNews) return { type: ADDED_LATER, payload: { n: random.between(0, 9) } }
  const generator = world.options.generators?.[entity.name]
  // Of this entity's state, by its name.
  if (generator !== undefined) return generator(state as never, random)
  const type = random.pick(Object.keys(entity.events).filter((name) => name !== ADDED_LATER))
  const schema = entity.events[type]?.payload
  return schema && { type, payload: generatePayload(entity.name, type, schema, random) }
}

/** Somebody settles the first rejected event of a document. */
export function dismiss(world: World, device: SimDevice, document: number): Promise<void> {
  const { entity, id } = world.place(document)
  return device.as('dismisses', () => {
    const open = device.document(entity.name, id)
    const rejected = open.history().find(({ effect }) => effect.kind === 'rejected')
    if (rejected === undefined) return
    device.user = device.options.token.subject
    const seen = open.history()
    const receipt = open.resolve(rejected.event.id, { action: 'dismissed', reason: 'a mistake' })
    checkRecorded(seen, device.keep(open, receipt), world.violations)
    checkDocument(device, open, world)
  })
}
