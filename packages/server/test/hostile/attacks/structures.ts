import { verdictsOf } from '@docket/core'
import * as Y from 'yjs'
import type { Random } from '../../random.ts'
import { SYNC } from '../../wire.ts'
import { type Aftermath, accepted, expect, type Family, refusedWith, type Stage } from '../attack.ts'
import { encodeUpdate, type RawId, type RawStruct } from '../raw-update.ts'
import { appendOf, changeOf, contentOf, copyOf, goodEvent } from '../target.ts'
import { oddContent } from './made-updates.ts'

const stepOf = (random: Random): number => random.pick([SYNC.update, SYNC.step2])

function item(fields: Partial<Extract<RawStruct, { kind: 'item' }>> = {}): RawStruct {
  return { kind: 'item', content: { kind: 'any', values: [goodEvent()] }, ...fields }
}

function firstOf(doc: Y.Doc, root: 'events' | 'verdicts'): RawId {
  const id = doc.get(root)._start?.id
  if (id === undefined) throw new Error(`"${root}" is empty`)
  return id
}

const forgedVerdict = () => ({ ref: goodEvent().id, code: 'forged', reason: 'because', at: 1 })

/** Each with the code of its refusal. */
const FORGERIES: Readonly<
  Record<string, (stage: Stage, random: Random) => readonly [code: string, update: Uint8Array]>
> = {
  'an event is deleted': ({ victim: { model } }, random) => {
    const events = model.getArray('events')
    const from = random.int(events.length)
    const count = 1 + random.int(events.length - from)
    return ['deletion', changeOf(model, (copy) => copy.getArray('events').delete(from, count))]
  },
  'an event is edited': ({ victim: { model } }, random) => {
    const at = random.int(model.getArray('events').length)
    const edit = (copy: Y.Doc): void => {
      const events = copy.getArray<object>('events')
      const event = events.get(at)
      events.delete(at, 1)
      events.insert(at, [{ ...event, payload: { n: 9 } }])
    }
    return ['deletion', changeOf(model, edit)]
  },
  'a verdict is deleted': ({ victim: { model } }) => [
    'deletion',
    changeOf(model, (copy) => verdictsOf(copy).delete(0, 1)),
  ],
  'a deletion of what is not there yet': () => [
    'deletion',
    encodeUpdate({ blocks: [], deletes: [{ client: 12_345, ranges: [[0, 1_000]] }] }),
  ],
  'a deletion of what its own client records next': ({ victim: { model } }) => {
    const { client } = firstOf(model, 'events')
    const ranges = [[Y.getState(model.store, client), 1]] as const
    return ['deletion', encodeUpdate({ blocks: [], deletes: [{ client, ranges }] })]
  },
  'the delete set of a document that has a checkpoint in the place of all its events': ({ victim: { model } }) => {
    const clocks = Y.decodeStateVector(Y.encodeStateVector(model))
    const deletes = [...clocks].map(([client, clock]) => ({ client, ranges: [[0, clock]] as const }))
    return ['deletion', encodeUpdate({ blocks: [{ client: 8, clock: 0, structs: [item()] }], deletes })]
  },
  'a deletion of nothing, at which Yjs fails, beside a good event': (_, random) => [
    'deletion',
    encodeUpdate({
      blocks: [{ client: 7, clock: 0, structs: [item()] }],
      deletes: [{ client: random.pick([7, 8]), ranges: [[random.pick([0, 1, 2 ** 40]), 0]] }],
    }),
  ],
  'a deletion beside a good event': ({ victim: { model } }) => [
    'deletion',
    changeOf(model, (copy) => {
      copy.getArray('events').push([goodEvent()])
      copy.getArray('events').delete(0, 1)
    }),
  ],
  'a verdict is forged': ({ victim: { model } }) => [
    'verdict_forged',
    changeOf(model, (copy) => copy.getArray('verdicts').push([forgedVerdict()])),
  ],
  'a verdict on somebody’s event': ({ victim: { model } }, random) => {
    const { id } = random.pick(contentOf(model).events)
    const push = (copy: Y.Doc): void => copy.getArray('verdicts').unshift([{ ...forgedVerdict(), ref: id }])
    return ['verdict_forged', changeOf(model, push)]
  },
  'an item beside a verdict, without saying where': ({ victim: { model } }, random) => {
    const verdict = firstOf(model, 'verdicts')
    const beside = random.chance(0.5) ? { origin: verdict } : { rightOrigin: verdict }
    const content = { kind: 'any', values: [random.chance(0.5) ? goodEvent() : forgedVerdict()] } as const
    return [
      'verdict_forged',
      encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [item({ ...beside, content })] }] }),
    ]
  },
  'an item between an event and a verdict': ({ victim: { model } }) => [
    'verdict_forged',
    encodeUpdate({
      blocks: [
        {
          client: 7,
          clock: 0,
          structs: [item({ origin: firstOf(model, 'events'), rightOrigin: firstOf(model, 'verdicts') })],
        },
      ],
    }),
  ],
  'an item in the name of the client that writes the verdicts': ({ victim: { model } }) => {
    const { client } = firstOf(model, 'verdicts')
    const clock = Y.getState(model.store, client)
    return ['verdict_forged', encodeUpdate({ blocks: [{ client, clock, structs: [item()] }] })]
  },
  'another root': ({ victim: { model } }, random) => {
    const root = random.pick(['other', 'event', 'EVENTS', 'events ', '__proto__', 'constructor', 'x'.repeat(1_000)])
    return ['root_unknown', changeOf(model, (copy) => copy.getArray(root).push([goodEvent()]))]
  },
  'another root, in an item that the document has': ({ victim: { model } }, random) => {
    const { client } = firstOf(model, 'events')
    const parent = `root ${random.int(1_000_000)}`
    return ['root_unknown', encodeUpdate({ blocks: [{ client, clock: 0, structs: [item({ parent })] }] })]
  },
  'a map root': ({ victim: { model } }) => ['root_unknown', changeOf(model, (copy) => copy.getMap('meta').set('a', 1))],
  'a key on a root': (_, random) => [
    'content_unknown',
    encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [item({ key: random.pick(['a', '__proto__']) })] }] }),
  ],
  'inside another item': ({ victim: { model } }) => [
    'root_unknown',
    encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [item({ parent: firstOf(model, 'events') })] }] }),
  ],
  'a nested type': ({ victim: { model } }, random) => {
    const inner = random.pick([
      () => new Y.Map(),
      () => new Y.Array(),
      () => new Y.Text('x'),
      () => new Y.XmlElement('p'),
      () => new Y.Doc(),
    ])
    return ['content_unknown', changeOf(model, (copy) => copy.getArray('events').push([goodEvent(), inner()]))]
  },
  'a text': ({ victim: { model } }) => [
    'content_unknown',
    changeOf(model, (copy) => copy.getText('events').insert(0, 'hello')),
  ],
  'a gap in its own clocks': ({ victim: { model } }, random) => [
    'update_gap',
    encodeUpdate({
      blocks: [{ client: 1_000 + Y.getState(model.store, 1), clock: 1 + random.int(2 ** 40), structs: [item()] }],
    }),
  ],
  'a neighbour that is not there': (_, random) => {
    const beside = { client: random.int(2 ** 31), clock: random.int(100) }
    return [
      'update_gap',
      encodeUpdate({
        blocks: [
          { client: 7, clock: 0, structs: [item(random.chance(0.5) ? { origin: beside } : { rightOrigin: beside })] },
        ],
      }),
    ]
  },
  'a neighbour that comes after it': (_, random) => {
    const later = { client: 7, clock: random.int(2) }
    const first = item(random.chance(0.5) ? { origin: later } : { rightOrigin: later })
    return [
      'update_gap',
      encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [first, item({ origin: { client: 7, clock: 0 } })] }] }),
    ]
  },
  'a known item whose neighbour comes after it, beside a good event': ({ victim: { model } }) => {
    const { client } = firstOf(model, 'events')
    const structs = [item({ origin: { client, clock: 50 } })]
    return [
      'update_gap',
      encodeUpdate({
        blocks: [
          { client, clock: 0, structs },
          { client: 7, clock: 0, structs: [item()] },
        ],
      }),
    ]
  },
  'two items, each beside the other': () => [
    'update_gap',
    encodeUpdate({
      blocks: [
        { client: 8, clock: 0, structs: [item({ origin: { client: 7, clock: 0 } })] },
        { client: 7, clock: 0, structs: [item({ origin: { client: 8, clock: 0 } })] },
      ],
    }),
  ],
  'two blocks of a client, of which Yjs applies one': (_, random) => [
    'update_malformed',
    encodeUpdate({
      blocks: [
        { client: 7, clock: 0, structs: [item()] },
        { client: 7, clock: random.int(2), structs: [item()] },
      ],
    }),
  ],
  'an empty item, which adds nothing and is somewhere': (_, random) => {
    const empty = random.pick([
      { kind: 'any', values: [] },
      { kind: 'string', text: '' },
      { kind: 'deleted', length: 0 },
    ] as const)
    const parent = random.pick(['events', 'verdicts', 'other'])
    return [
      'update_malformed',
      encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [item({ content: empty, parent })] }] }),
    ]
  },
  'the place of something deleted': () => [
    'deletion',
    encodeUpdate({ blocks: [{ client: 7, clock: 0, structs: [{ kind: 'gc', length: 1 }] }] }),
  ],
}

async function outOfOrder({ socket, victim }: Stage): Promise<Aftermath> {
  const events = [goodEvent(), goodEvent(), goodEvent()]
  const doc = copyOf(victim.model)
  const updates = events.map((event) => {
    const update = appendOf(doc, event)
    Y.applyUpdate(doc, update)
    return update
  })
  const [first = new Uint8Array(), second = new Uint8Array(), third = new Uint8Array()] = updates
  refusedWith(await socket.update(victim.name, third), 'update_gap')
  refusedWith(await socket.update(victim.name, second), 'update_gap')
  for (const update of [first, second, third]) accepted(await socket.update(victim.name, update), [])
  return { label: 'refused update_gap, then accepted in order', adds: events }
}

/** The one delete set that does nothing. */
async function emptyDeletes({ socket, victim }: Stage, random: Random): Promise<Aftermath> {
  const client = 1_000 + random.int(2 ** 31)
  const event = goodEvent()
  const update = encodeUpdate({
    blocks: [{ client, clock: 0, structs: [item({ content: { kind: 'any', values: [event] } })] }],
    deletes: [client, random.int(2 ** 31)].map((of) => ({ client: of, ranges: [] })),
  })
  return accepted(await socket.update(victim.name, update), [event])
}

async function manyItems({ socket, victim }: Stage, random: Random): Promise<Aftermath> {
  const clients = random.pick([1, 2, 40_000])
  const each = 40_000 / clients
  const blocks = Array.from({ length: clients }, (_, index) => ({
    client: 1_000 + index,
    clock: 0,
    structs: Array.from({ length: each }, (): RawStruct => item({ content: { kind: 'any', values: [index] } })),
  }))
  return refusedWith(await socket.update(victim.name, encodeUpdate({ blocks }), stepOf(random)), 'update_too_large')
}

async function heavyToDecode({ socket, victim }: Stage, random: Random): Promise<Aftermath> {
  const content = random.pick([
    { kind: 'type', type: 1 },
    { kind: 'doc', guid: 'a', options: {} },
  ] as const)
  const structs = Array.from({ length: 100_000 }, (): RawStruct => item({ content, origin: { client: 1, clock: 0 } }))
  const update = encodeUpdate({ blocks: [{ client: 7, clock: 0, structs }] })
  return refusedWith(await socket.update(victim.name, update), 'update_too_large')
}

export const structures: readonly Family[] = [
  {
    rule: 'GAT2',
    title: 'edits, deletions, forged verdicts, other roots, gaps and impossible neighbours',
    weight: 24,
    async attack(stage, random) {
      const [what, forge] = random.pick(Object.entries(FORGERIES))
      const [code, update] = forge(stage, random)
      const outcome = await stage.socket.update(
        stage.victim.name,
        update,
        random.chance(0.2) ? SYNC.step2 : SYNC.update,
      )
      expect(outcome.kind === 'refused' && outcome.code === code, `${what}: ${JSON.stringify(outcome)}, not ${code}`)
      return { label: `refused ${code}` }
    },
  },
  {
    rule: 'GAT2',
    title: 'content that is no plain JSON',
    weight: 4,
    async attack({ socket, victim }, random) {
      const update = encodeUpdate({
        blocks: [{ client: 7, clock: 0, structs: [item({ content: oddContent(random) })] }],
      })
      return refusedWith(
        await socket.update(victim.name, update),
        'content_unknown',
        'update_malformed',
        'event_malformed',
      )
    },
  },
  { rule: 'GAT2', title: 'updates out of order: refused, and accepted in order', weight: 3, attack: outOfOrder },
  { rule: 'GAT2', title: 'delete sets without ranges, which delete nothing', weight: 1, attack: emptyDeletes },
  { rule: 'GAT2', title: '40,000 adjacent items', weight: 1, attack: manyItems },
  { rule: 'GAT2', title: 'many structs that cost memory to decode', weight: 0.5, attack: heavyToDecode },
  {
    rule: 'GAT2',
    title: 'oversized updates',
    weight: 0.5,
    async attack({ socket, victim }, random) {
      const update = random.chance(0.5)
        ? random.bytes(1_200_000)
        : appendOf(
            victim.model,
            ...Array.from({ length: 30 }, () => goodEvent({ payload: { n: 1, pad: 'x'.repeat(50_000) } })),
          )
      return refusedWith(await socket.update(victim.name, update), 'update_too_large')
    },
  },
  {
    rule: 'GAT2',
    title: 'oversized frames',
    weight: 0.5,
    async attack({ socket, victim }) {
      const outcome = await socket.update(victim.name, new Uint8Array(2_200_000))
      expect(outcome.kind === 'socket_closed' && outcome.code === 1009, `expected 1009, not ${JSON.stringify(outcome)}`)
      return { label: 'socket closed 1009', ends: 'socket' }
    },
  },
]
