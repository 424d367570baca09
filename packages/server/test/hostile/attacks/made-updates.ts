import * as Y from 'yjs'
import type { Random } from '../../random.ts'
import { SYNC } from '../../wire.ts'
import type { Family } from '../attack.ts'
import {
  encodeUpdate,
  type RawBlock,
  type RawContent,
  type RawId,
  type RawStruct,
  type RawUpdate,
} from '../raw-update.ts'
import { contentOf, goodEvent } from '../target.ts'
import { malformedEvent } from './events.ts'
import { sendUnknown } from './real-updates.ts'

const ROOTS = ['events', 'verdicts', 'other', '', '__proto__', 'constructor', 'events\0']

/** Updates in Yjs' format that no Yjs writes: any structs, with any neighbours, anywhere. */
function madeUpdate(model: Y.Doc, random: Random): RawUpdate {
  const known = [...Y.decodeStateVector(Y.encodeStateVector(model))]
  const newClient = (): number => random.pick([1 + random.int(2 ** 31), 0, 2 ** 32, Number.MAX_SAFE_INTEGER])
  const clients = Array.from({ length: 1 + random.int(3) }, () =>
    random.chance(0.4) ? (random.pick(known)[0] ?? 0) : newClient(),
  )
  const idOf = (client: number): RawId => ({ client, clock: random.int((new Map(known).get(client) ?? 0) + 4) })
  const anyId = (): RawId => idOf(random.chance(0.5) ? random.pick(known)[0] : random.pick(clients))
  const blocks = clients.map((client): RawBlock => {
    const next = new Map(known).get(client) ?? 0
    const clock = random.chance(0.7) ? next : Math.max(0, next + random.int(5) - 2)
    const structs: RawStruct[] = []
    for (let count = random.int(4); count > 0; count--) {
      structs.push(madeStruct(model, { client, clock: clock + structs.length - 1 }, anyId, random))
    }
    return { client, clock, structs }
  })
  const deletes = random.chance(0.1)
    ? [{ client: random.pick(clients), ranges: [[random.int(3), random.int(3)] as const] }]
    : []
  return { blocks, deletes }
}

function madeStruct(model: Y.Doc, previous: RawId, anyId: () => RawId, random: Random): RawStruct {
  if (random.chance(0.06)) return { kind: random.pick(['gc', 'skip'] as const), length: random.int(3) }
  const maybe = (of: number): RawId | undefined => (random.chance(of) ? anyId() : undefined)
  return {
    kind: 'item',
    content: random.chance(0.75)
      ? { kind: random.pick(['any', 'json'] as const), values: madeValues(model, random) }
      : oddContent(random),
    origin: random.chance(0.5) && previous.clock >= 0 ? previous : maybe(0.3),
    rightOrigin: maybe(0.2),
    parent: random.chance(0.8) ? 'events' : random.chance(0.8) ? random.pick(ROOTS) : anyId(),
    key: random.chance(0.04) ? random.pick(['a', '__proto__', '']) : undefined,
  }
}

function madeValues(model: Y.Doc, random: Random): unknown[] {
  return Array.from({ length: random.chance(0.85) ? 1 : random.int(3) }, () => {
    if (random.chance(0.75)) return goodEvent({ payload: { n: random.chance(0.8) ? random.int(50) : 'many' } })
    if (random.chance(0.4)) return malformedEvent(random).event
    const there = random.pick(contentOf(model).events)
    return random.chance(0.5) ? there : { ...there, payload: { n: 77 } }
  })
}

export function oddContent(random: Random): RawContent {
  return random.pick<() => RawContent>([
    () => ({ kind: 'deleted', length: random.pick([0, 1, 3, 2 ** 40]) }),
    () => ({ kind: 'binary', bytes: random.bytes(random.int(9)) }),
    () => ({ kind: 'string', text: random.pick(['', 'hello', '😀', '\0']) }),
    () => ({ kind: 'embed', value: random.pick([null, goodEvent(), 'x']) }),
    () => ({ kind: 'format', key: 'bold', value: true }),
    () => ({ kind: 'type', type: random.int(8) }),
    () => ({ kind: 'doc', guid: 'g', options: random.pick([{}, null, { gc: false, autoLoad: true }]) }),
    () => ({ kind: 'json_text', texts: [random.pick(['undefined', '', '{', '"\\ud800"', '[['])] }),
    () => ({ kind: 'any', values: [] }),
  ])()
}

export const madeUpdates: readonly Family[] = [
  {
    rule: 'GAT2',
    title: 'updates that no Yjs writes, judged by applying them to a copy',
    weight: 30,
    attack: (stage, random) =>
      sendUnknown(
        stage,
        encodeUpdate(madeUpdate(stage.victim.model, random)),
        random.chance(0.1) ? SYNC.step2 : SYNC.update,
      ),
  },
]
