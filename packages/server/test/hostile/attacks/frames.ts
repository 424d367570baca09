import * as encoding from 'lib0/encoding'
import type { Random } from '../../random.ts'
import { authFrame, awarenessFrame, frame, MESSAGE, SYNC, statelessFrame, syncFrame, updateFrame } from '../../wire.ts'
import { type Aftermath, expect, type Family, type Stage } from '../attack.ts'
import { appendOf, goodEvent } from '../target.ts'
import { realUpdate } from './real-updates.ts'

const CONTROL = 'demo/docket/control'

/** Whatever it was: what came before is handled, and what holds at any time holds. */
async function sendAnyFrame({ socket, victim }: Stage, bytes: Uint8Array): Promise<Aftermath> {
  socket.send(
    bytes,
    frame(victim.name, MESSAGE.close, () => undefined),
  )
  const end = await socket.until(victim.name, ({ kind }) => kind === 'closed')
  return end.kind === 'socket_closed'
    ? { label: `socket closed ${end.code}`, adds: 'unknown', ends: 'socket' }
    : { label: 'handled', adds: 'unknown', ends: 'document' }
}

function anyFrame({ victim: { name, model, token } }: Stage, random: Random): Uint8Array {
  return random.pick([
    () => updateFrame(name, realUpdate(model, random)),
    () => syncFrame(name, SYNC.step2, realUpdate(model, random), random.pick([MESSAGE.sync, MESSAGE.syncReply])),
    () => syncFrame(name, SYNC.step1, new Uint8Array([0])),
    () => authFrame(name, token),
    () => awarenessFrame(name, awareness([[1, 1, '{"a":1}']])),
    () => statelessFrame(name, '{"kind":"time","sentMs":1}'),
  ])()
}

function awareness(states: readonly (readonly [client: number, clock: number, state: string])[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, states.length)
    for (const [client, clock, state] of states) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })
}

/** Nothing of it is to be seen, and the document goes on. */
async function ignored({ socket, victim }: Stage, ...frames: readonly Uint8Array[]): Promise<Aftermath> {
  socket.send(...frames)
  const outcome = await socket.handled(victim.name)
  expect(outcome.kind === 'acknowledged', `expected to be ignored, not ${JSON.stringify(outcome)}`)
  return { label: 'ignored' }
}

const AWARENESS: Readonly<Record<string, (random: Random) => readonly Uint8Array[]>> = {
  'many clients in one message': (random) => [
    awareness(Array.from({ length: 50_000 }, (_, id) => [id, random.int(9), '{"a":1}'])),
  ],
  'many clients, one a message': (random) => {
    const first = random.int(2 ** 31)
    return Array.from({ length: 500 }, (_, id) => awareness([[first + id, 1, '{"a":1}']]))
  },
  'clocks from the end of all numbers': (random) => [awareness([[random.int(2 ** 31), Number.MAX_SAFE_INTEGER, '{}']])],
  'a huge state': () => [awareness([[1, 1, JSON.stringify({ pad: 'x'.repeat(1_000_000) })]])],
  'a deep state': () => [awareness([[1, 1, `${'['.repeat(7_000)}${']'.repeat(7_000)}`]])],
  'no JSON': (random) => [awareness([[1, 1, random.pick(['{', '', 'undefined', '\0'])]])],
  'more clients than there are': () => [encoding.encode((encoder) => encoding.writeVarUint(encoder, 2 ** 40))],
  'bytes by chance': (random) => [random.bytes(random.int(50))],
  '__proto__ and constructor': () => [awareness([[1, 1, '{"__proto__":{"a":1},"constructor":{"b":2}}']])],
}

async function floodAwareness(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, victim } = stage
  const [what, make] = random.pick(Object.entries(AWARENESS))
  stage.socket.send(...make(random).map((update) => awarenessFrame(victim.name, update)))
  const outcome = await stage.socket.handled(victim.name)
  expect(outcome.kind === 'acknowledged', `${what}: ${JSON.stringify(outcome)}`)
  const present = await arena.presentIn(victim)
  expect(present.bytes <= 64 * 1024, `${present.bytes} bytes of awareness are told to everybody`)
  return { label: present.bytes > 0 ? 'bounded' : 'ignored' }
}

const STATELESS: readonly ((random: Random) => string)[] = [
  () => '',
  () => '{',
  () => 'null',
  () => '[]',
  () => '{"kind":"committed","clocks":[[1,99]]}',
  () => '{"kind":"refused","code":"x","reason":"y"}',
  () => '{"kind":"time","sentMs":"now"}',
  () => '{"kind":"time","sentMs":1e400}',
  () => '{"kind":"summaries","after":-1}',
  () => '{"kind":"summaries","after":9007199254740993}',
  () => '{"kind":"summaries","after":"0; drop table docket.entities"}',
  () => '{"__proto__":{"kind":"time","sentMs":1}}',
  () => '{"kind":"constructor"}',
  () => '['.repeat(100_000),
  (random) => Buffer.from(random.bytes(200)).toString('latin1'),
  () => 'x'.repeat(1_000_000),
]

async function strayFrames(stage: Stage, random: Random): Promise<Aftermath> {
  const { victim, socket } = stage
  const update = appendOf(victim.model, goodEvent())
  const bytes = (encoder: encoding.Encoder): void => encoding.writeUint8Array(encoder, random.bytes(random.int(40)))
  switch (random.int(7)) {
    case 0:
      return await ignored(stage, statelessFrame(victim.name, 'to all of you', MESSAGE.broadcastStateless))
    case 1:
      return await ignored(stage, frame(victim.name, random.pick([6, 8, 9, 10, 11, 127, 128, 2 ** 31, 2 ** 52]), bytes))
    case 2:
      return await ignored(stage, frame(victim.name, MESSAGE.queryAwareness, bytes))
    case 3:
      // Of documents that are not open here, in sessions that are not, with names that are none.
      return await ignored(stage, updateFrame(random.pick(STRANGE_NAMES(victim.name, random)), update))
    case 4: {
      const long = random.pick([
        `${victim.name}\0`,
        `${victim.name}\0a\0b`,
        'x'.repeat(300),
        `${victim.name}\0${'s'.repeat(100_000)}`,
        '',
      ])
      socket.send(updateFrame(long, update))
      const end = await socket.socket.closed
      expect(end.code === 1008, `expected 1008, not ${end.code}`)
      return { label: 'socket closed 1008', ends: 'socket' }
    }
    case 5:
      socket.socket.send(random.chance(0.5) ? random.bytes(random.int(3)) : 'a text frame')
      return { ...(await sendAnyFrame(stage, new Uint8Array())), adds: [] }
    default:
      return await sendAnyFrame(stage, syncFrame(victim.name, 3 + random.int(9), update))
  }
}

const STRANGE_NAMES = (name: string, random: Random): string[] => [
  `${name}\0not-open-${random.int(1_000_000)}`,
  `demo/tally/not-open-${random.int(1_000_000)}`,
  '__proto__',
  'constructor',
  `__proto__\0x`,
  'toString\0x',
  name.toUpperCase(),
  `${name}/`,
  `/${name}`,
]

async function statelessGarbage(stage: Stage, random: Random): Promise<Aftermath> {
  const { arena, socket, victim } = stage
  const garbage = Array.from({ length: 1 + random.int(5) }, () => random.pick(STATELESS)(random))
  const control = `${CONTROL}\0s${random.int(2 ** 31)}`
  await socket.open(control, await arena.token())
  socket.send(...garbage.map((payload) => statelessFrame(control, payload)))
  const outcome = await socket.handled(control)
  expect(outcome.kind === 'acknowledged', `the control document: ${JSON.stringify(outcome)}`)
  const write = await socket.update(control, appendOf(victim.model, goodEvent()))
  expect(write.kind === 'refused' && write.code === 'document_empty_by_contract', JSON.stringify(write))
  socket.send(frame(control, MESSAGE.close, () => undefined))
  return await ignored(stage, ...garbage.map((payload) => statelessFrame(victim.name, payload)))
}

async function brokenQuestions(stage: Stage, random: Random): Promise<Aftermath> {
  const { victim } = stage
  const vectors = [random.bytes(30), new Uint8Array(), new Uint8Array([255, 255]), new Uint8Array(1_000_000)]
  return await sendAnyFrame(stage, syncFrame(victim.name, SYNC.step1, random.pick(vectors)))
}

export const frames: readonly Family[] = [
  {
    rule: 'GAT1',
    title: 'bits of whole frames, flipped',
    weight: 8,
    attack: (stage, random) => {
      const bytes = anyFrame(stage, random).slice()
      for (let flips = 1 + random.int(4); flips > 0; flips--) {
        const at = random.int(random.chance(0.5) ? Math.min(bytes.length, 40) : bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8))
      }
      return sendAnyFrame(stage, bytes)
    },
  },
  {
    rule: 'GAT1',
    title: 'whole frames, cut off',
    weight: 4,
    attack: (stage, random) => {
      const bytes = anyFrame(stage, random)
      return sendAnyFrame(stage, bytes.subarray(0, random.int(bytes.length)))
    },
  },
  { rule: 'GAT1', title: 'stray and unknown frames', weight: 6, attack: strayFrames },
  { rule: 'GAT1', title: 'floods and forgeries of awareness', weight: 4, attack: floodAwareness },
  {
    rule: 'GAT1',
    title: 'stateless garbage on documents and on the control document',
    weight: 3,
    attack: statelessGarbage,
  },
  { rule: 'GAT1', title: 'broken questions for the content', weight: 2, attack: brokenQuestions },
]
