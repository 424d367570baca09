import { type EventRecord, eventIdOf, MAX_COUNTER, MAX_EVENT_MS, nextEventId } from '@docket/core'
import type { Random } from '../../random.ts'
import { type Aftermath, accepted, expect, type Family, refusedWith, type Stage } from '../attack.ts'
import { encodeUpdate, type RawContent } from '../raw-update.ts'
import { appendOf, contentOf, goodEvent } from '../target.ts'

const DEEP = 500

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = wrap(value)
  return value
}

/** One thing is wrong with each. */
const MALFORMATIONS: Readonly<Record<string, (event: EventRecord, random: Random) => unknown>> = {
  'no object': (_, random) => random.pick([null, 0, 'event', true, [], [1]]),
  'no field of an event': (event) => ({ ...event, verdict: 'accepted' }),
  'constructor as a field': (event) => ({ ...event, constructor: { prototype: {} } }),
  'a field is missing': (event, random) =>
    without(event, random.pick(['id', 'type', 'v', 'at', 'by', 'device', 'payload'])),
  'the id': (event, random) => ({ ...event, id: random.pick(badIds(event.id)) }),
  'the type': (event, random) => ({
    ...event,
    type: random.pick(['', '1a', 'a b', 'a'.repeat(66), '$', 7, null, 'a\0']),
  }),
  'the version': (event, random) => ({ ...event, v: random.pick([0, -1, 1.5, '1', null, 2 ** 53, Number.NaN]) }),
  'the time': (event, random) => ({ ...event, at: random.pick([1.5, '1', null, 2 ** 60, Number.POSITIVE_INFINITY]) }),
  'the skew': (event, random) => ({ ...event, skew: random.pick([0.5, '1', null, 2 ** 60]) }),
  'the user': (event, random) => ({ ...event, by: random.pick(['', 'x'.repeat(257), 'a\0b', 7, {}, ['ann']]) }),
  'the device': (event, random) => ({ ...event, device: random.pick(['', 'x'.repeat(257), null, '\0', 7]) }),
  'the reference': (event, random) => ({ ...event, ref: random.pick(['', 'x', null, 7, {}]) }),
  'the payload is none': (event, random) => ({ ...event, payload: random.pick([null, 1, 'x', [], [{}]]) }),
  'a value that is no JSON': (event, random) =>
    withPayload(event, {
      x: random.pick<unknown>([undefined, 1n, new Uint8Array(3), Number.NaN, -0, Number.POSITIVE_INFINITY]),
    }),
  'NUL in a text': (event) => withPayload(event, { x: 'a\0b' }),
  'NUL in a key': (event) => withPayload(event, { 'a\0': 1 }),
  'deep objects': (event) => withPayload(event, { x: nested(DEEP, (inner) => ({ inner })) }),
  'deep lists': (event) => withPayload(event, { x: nested(DEEP, (inner) => [inner]) }),
}

export function malformedEvent(random: Random): { readonly what: string; readonly event: unknown } {
  const what = random.pick(Object.keys(MALFORMATIONS))
  return { what, event: MALFORMATIONS[what]?.(goodEvent(), random) }
}

function badIds(id: string): unknown[] {
  const beyond = eventIdOf({ ms: MAX_EVENT_MS + 1, counter: 0 }, new Uint8Array(8))
  return [
    id.toUpperCase(),
    `${id}x`,
    id.slice(1),
    id.replace('-7', '-4'),
    '',
    7,
    null,
    beyond,
    `${id}\n`,
    'ffffffff-ffff-7fff-bfff-ffffffffffff',
  ]
}

function without(event: EventRecord, field: string): unknown {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== field))
}

function withPayload(event: EventRecord, more: Record<string, unknown>): unknown {
  return { ...event, payload: { n: 1, ...more } }
}

/** As an item of a new client, written by hand: Yjs' own classes would refuse some values. */
function send({ socket, victim }: Stage, content: RawContent, random: Random) {
  const client = 1 + random.int(2 ** 31)
  return socket.update(
    victim.name,
    encodeUpdate({ blocks: [{ client, clock: 0, structs: [{ kind: 'item', content }] }] }),
  )
}

/** JSON whose text says more than its value: only `JSON.parse` lets it in. */
const JSON_TEXTS: Readonly<Record<string, (event: string) => readonly [code: string, text: string]>> = {
  'half a surrogate pair': (event) => ['event_malformed', event.replace('"n":1', '"n":1,"x":"\\ud800"')],
  'half a surrogate pair in a key': (event) => ['event_malformed', event.replace('"n":1', '"n":1,"\\udfff":1')],
  'an escaped NUL': (event) => ['event_malformed', event.replace('"n":1', '"n":1,"x":"\\u0000"')],
  '__proto__ as a key': (event) => ['event_malformed', event.replace('"n":1', '"n":1,"__proto__":{"n":2}')],
  '__proto__ as a field': (event) => ['event_malformed', event.replace('{', '{"__proto__":{"id":1},')],
  'huge depth': (event) => [
    'event_malformed',
    event.replace('"n":1', `"n":1,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}`),
  ],
  'a number beyond all': (event) => ['event_malformed', event.replace('"n":1', '"n":1e999')],
}

async function reuseElsewhere({ arena, socket, victim, bystander }: Stage, random: Random): Promise<Aftermath> {
  const there = random.pick(contentOf(bystander.model).events)
  if (random.chance(0.5)) {
    const event = random.chance(0.5) ? there : { ...there, payload: { n: 5 } }
    return refusedWith(await socket.update(victim.name, appendOf(victim.model, event)), 'event_id_reused')
  }
  // Another tenant knows nothing of it.
  const event = goodEvent()
  accepted(await socket.update(victim.name, appendOf(victim.model, event)), [])
  const [own, foreign] = [await arena.target('elsewhere'), await arena.target('elsewhere')]
  await socket.open(own.name, own.token)
  const { id } = random.pick(contentOf(foreign.model).events)
  refusedWith(await socket.update(own.name, appendOf(own.model, goodEvent({ id }))), 'event_id_reused')
  accepted(await socket.update(own.name, appendOf(own.model, goodEvent({ id: event.id }))), [])
  return { label: 'refused in the tenant, accepted in another', adds: [event] }
}

export const events: readonly Family[] = [
  {
    rule: 'GAT2',
    title: 'malformed events',
    weight: 12,
    async attack(stage, random) {
      const { what, event } = malformedEvent(random)
      const outcome = await send(
        stage,
        { kind: 'any', values: random.chance(0.3) ? [goodEvent(), event] : [event] },
        random,
      )
      const aftermath = refusedWith(outcome, 'event_malformed', 'content_unknown', 'update_malformed')
      return { ...aftermath, label: `${aftermath.label} (${what})` }
    },
  },
  {
    rule: 'GAT2',
    title: 'JSON that only a parser of JSON lets in',
    weight: 4,
    async attack(stage, random) {
      const make = random.pick(Object.values(JSON_TEXTS))
      const [code, text] = make(JSON.stringify(goodEvent()))
      return refusedWith(await send(stage, { kind: 'json_text', texts: [text] }, random), code)
    },
  },
  {
    rule: 'GAT2',
    title: 'oversized events',
    weight: 1,
    async attack(stage, random) {
      const pad = random.pick([
        () => 'x'.repeat(70_000),
        () => Array.from({ length: 40_000 }, () => 0),
        () => Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k${key}`, 0])),
      ])()
      const event = goodEvent({ payload: { n: 1, pad } })
      return refusedWith(await send(stage, { kind: 'any', values: [event] }, random), 'event_too_large')
    },
  },
  {
    rule: 'GAT2',
    title: 'ids that belong to other events: in the document, in the update, in the tenant',
    weight: 6,
    async attack(stage, random) {
      const { socket, victim } = stage
      const there = random.pick(contentOf(victim.model).events)
      const twice = goodEvent()
      switch (random.int(3)) {
        case 0:
          return refusedWith(
            await socket.update(victim.name, appendOf(victim.model, { ...there, payload: { n: 5 } })),
            'event_id_reused',
          )
        case 1:
          return refusedWith(
            await socket.update(victim.name, appendOf(victim.model, twice, { ...twice, at: 1 })),
            'event_id_reused',
          )
        default:
          return reuseElsewhere(stage, random)
      }
    },
  },
  {
    rule: 'GAT2',
    title: 'events again, as the same item or as another: accepted once',
    weight: 4,
    async attack({ socket, victim }, random) {
      const event = goodEvent()
      const update = appendOf(victim.model, event)
      accepted(await socket.update(victim.name, update), [event])
      for (let again = random.int(3); again >= 0; again--) {
        const repeated = random.chance(0.5) ? update : appendOf(victim.model, event)
        accepted(await socket.update(victim.name, repeated), [])
      }
      return { label: 'accepted once', adds: [event] }
    },
  },
  {
    rule: 'GAT2',
    title: 'ids from the far future and the far past, which are events like others',
    weight: 2,
    async attack({ socket, victim }, random) {
      const ms = random.pick([0, 1, MAX_EVENT_MS - 1, Date.now() + 1e12])
      const at = random.pick([Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0, -1])
      const event = goodEvent({ id: eventIdOf({ ms, counter: random.int(MAX_COUNTER) }, random.bytes(8)), at })
      return accepted(await socket.update(victim.name, appendOf(victim.model, event)), [event])
    },
  },
  {
    rule: 'GAT3',
    title: 'well-formed events that break a rule get a verdict: odd payloads, forbidden names, reserved types',
    weight: 4,
    async attack({ socket, victim }, random) {
      const event = goodEvent(
        random.pick<Partial<EventRecord>>([
          { payload: { n: 'x' } },
          { payload: JSON.parse('{"n":1.5,"constructor":{"prototype":{"n":1}},"toString":1}') },
          { type: '$resolved', payload: { action: 'whatever' } },
          { type: '$anything', payload: {} },
          { type: 'constructor', payload: {} },
          { type: 'toString', payload: { n: 1 } },
          { type: 'added', v: 99, payload: {} },
        ]),
      )
      return accepted(await socket.update(victim.name, appendOf(victim.model, event)), [event])
    },
  },
  {
    rule: 'GAT3',
    title: 'events that a rule of the application refuses, or at which it fails: rejected, whatever their type',
    weight: 2,
    async attack({ arena, socket, victim }, random) {
      const [code, field] = random.pick([
        ['not_for_you', 'isForbidden'],
        ['rule_failed', 'breaksRule'],
      ] as const)
      const kind = random.pick<Partial<EventRecord>>([{}, { type: 'unheard_of' }, { v: 99 }])
      const event = goodEvent({ ...kind, payload: { n: 1, [field]: true } })
      const aftermath = accepted(await socket.update(victim.name, appendOf(victim.model, event)), [event])
      const rejection = await arena.rejectionOf(victim, event)
      expect(rejection === code, `expected the verdict ${code}, not ${rejection}`)
      return { ...aftermath, label: `rejected ${code}` }
    },
  },
  {
    rule: 'GAT2',
    title: 'the last id of all does not keep others from recording',
    weight: 1,
    async attack({ arena, socket }, random) {
      const own = await arena.target()
      await socket.open(own.name, own.token)
      const last = goodEvent({ id: eventIdOf({ ms: MAX_EVENT_MS, counter: MAX_COUNTER }, random.bytes(8)) })
      const first = accepted(await socket.update(own.name, appendOf(own.model, last)), [])
      const after = goodEvent({ id: nextEventId(last.id, Date.now()) })
      return { ...accepted(await socket.update(own.name, appendOf(own.model, after)), []), label: first.label }
    },
  },
]
