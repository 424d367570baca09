import * as Y from 'yjs'
import type { Random } from '../../random.ts'
import { SYNC } from '../../wire.ts'
import { type Aftermath, expect, type Family, type Stage } from '../attack.ts'
import { judgeByApplying } from '../judge-by-applying.ts'
import { appendOf, copyOf, goodEvent } from '../target.ts'

/** Updates as providers send them: appends, whole documents, two devices' offline work. */
export function realUpdate(model: Y.Doc, random: Random): Uint8Array {
  const events = Array.from({ length: 1 + random.int(3) }, () => goodEvent({ payload: { n: random.int(99) } }))
  const append = appendOf(model, ...events)
  switch (random.int(4)) {
    case 0:
      return Y.encodeStateAsUpdate(model)
    case 1: {
      const other = copyOf(model)
      Y.applyUpdate(other, append)
      return Y.mergeUpdates([append, appendOf(other, goodEvent())])
    }
    case 2:
      return Y.mergeUpdates([append, Y.encodeStateAsUpdate(model)])
    default:
      return append
  }
}

/** Sends an update of which only applying it tells what it is; the server must not take what that calls a breach. */
export async function sendUnknown(
  { socket, victim }: Stage,
  update: Uint8Array,
  step: number = SYNC.update,
): Promise<Aftermath> {
  const effect = judgeByApplying(victim.model, update)
  const outcome = await socket.update(victim.name, update, step)
  const what = `${Buffer.from(update).toString('hex').slice(0, 2_000)} (${JSON.stringify(effect).slice(0, 500)})`
  switch (outcome.kind) {
    case 'acknowledged':
      expect(effect.kind === 'append', `acknowledged: ${what}`)
      return { label: effect.events.length === 0 ? 'no effect' : 'accepted', adds: effect.events }
    case 'refused':
      return { label: `refused ${outcome.code}` }
    case 'document_closed':
      // Hocuspocus itself decodes a SyncStep2 that is refused, and fails when it cannot.
      expect(step === SYNC.step2, `the document was closed by ${what}`)
      return { label: 'document closed', ends: 'document' }
    default:
      expect(false, `the socket was closed (${outcome.code} ${outcome.reason}) by ${what}`)
  }
}

function flip(bytes: Uint8Array, bits: number, random: Random): Uint8Array {
  const flipped = bytes.slice()
  for (let i = 0; i < bits; i++) {
    const at = random.int(flipped.length)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(8))
  }
  return flipped
}

const stepOf = (random: Random): number => (random.chance(0.15) ? SYNC.step2 : SYNC.update)

export const realUpdates: readonly Family[] = [
  {
    rule: 'GAT2',
    title: 'bits of real updates, flipped',
    weight: 12,
    attack: (stage, random) => {
      const update = realUpdate(stage.victim.model, random)
      return sendUnknown(stage, flip(update, 1 + random.int(4), random), stepOf(random))
    },
  },
  {
    rule: 'GAT2',
    title: 'the first bytes of real updates, where the structure is, flipped',
    weight: 8,
    attack: (stage, random) => {
      const update = realUpdate(stage.victim.model, random)
      const head = flip(update.subarray(0, 24), 1 + random.int(2), random)
      return sendUnknown(stage, Uint8Array.from([...head, ...update.subarray(head.length)]), stepOf(random))
    },
  },
  {
    rule: 'GAT2',
    title: 'real updates, cut off',
    weight: 5,
    attack: (stage, random) => {
      const update = realUpdate(stage.victim.model, random)
      return sendUnknown(stage, update.subarray(0, random.int(update.length)), stepOf(random))
    },
  },
  {
    rule: 'GAT2',
    title: 'the beginning of one real update and the end of another',
    weight: 5,
    attack: (stage, random) => {
      const [one, other] = [realUpdate(stage.victim.model, random), realUpdate(stage.victim.model, random)]
      const spliced = [...one.subarray(0, random.int(one.length)), ...other.subarray(random.int(other.length))]
      return sendUnknown(stage, Uint8Array.from(spliced), stepOf(random))
    },
  },
  {
    rule: 'GAT2',
    title: 'bytes by chance',
    weight: 2,
    attack: (stage, random) => sendUnknown(stage, random.bytes(1 + random.int(200)), stepOf(random)),
  },
]
