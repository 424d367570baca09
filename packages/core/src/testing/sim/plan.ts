import { ATTACKS, type Attack } from './breach.ts'
import { Random } from './random.ts'

/** What happens in a run, and how long after the step before; times in ms. A device or document that is not there is passed over. */
export type Step = { readonly waitMs: number } & (
  | { readonly kind: 'record'; readonly device: number; readonly document: number; readonly seed: number }
  | { readonly kind: 'leave' | 'dismiss' | 'spoil'; readonly device: number; readonly document: number }
  | { readonly kind: 'attack'; readonly device: number; readonly document: number; readonly how: Attack }
  | { readonly kind: 'cut' | 'partition' | 'badProxy' | 'fullDisk'; readonly device: number; readonly forMs: number }
  /** It dies after so many further things that it does. */
  | { readonly kind: 'kill'; readonly device: number; readonly tasks: number; readonly forMs: number }
  | { readonly kind: 'clock'; readonly device: number; readonly byMs: number }
  | { readonly kind: 'killServer'; readonly tasks: number; readonly forMs: number }
  | { readonly kind: 'ledgerRefuses' | 'ledgerLosesAnswers' | 'ledgerIsSlow'; readonly forMs: number }
)

/** All that a run depends on, besides its seed. */
export interface Plan {
  readonly devices: number
  /** Of each entity, in each tenant. */
  readonly documents: number
  readonly steps: readonly Step[]
}

export interface PlanOptions {
  readonly seed: number
  /** How many steps. */
  readonly steps: number
  readonly devices?: number | undefined
  readonly documents?: number | undefined
}

const HOUR_MS = 3_600_000

export function makePlan({ seed, steps, ...given }: PlanOptions): Plan {
  const random = new Random(seed, 'plan')
  const devices = given.devices ?? random.between(2, 4)
  const documents = given.documents ?? random.between(1, 3)
  const calm = random.fraction()
  const device = (): number => random.between(0, devices - 1)
  const document = (): number => random.between(0, documents - 1)
  const forMs = (): number => random.pick([random.between(1, 300), random.between(1, 3_000), random.between(1, 40_000)])
  const tasks = (): number => random.pick([0, random.between(0, 5), random.between(0, 60)])
  const faults: readonly (() => Step)[] = [
    () => ({ waitMs: wait(), kind: 'kill', device: device(), tasks: tasks(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'kill', device: device(), tasks: tasks(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'cut', device: device(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'cut', device: device(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'partition', device: device(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'badProxy', device: device(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'badProxy', device: device(), forMs: random.between(1, 40_000) }),
    () => ({ waitMs: wait(), kind: 'fullDisk', device: device(), forMs: forMs() }),
    () => {
      const byMs = random.between(-48, 48) * random.pick([1, 1_000, HOUR_MS])
      return { waitMs: wait(), kind: 'clock', device: device(), byMs }
    },
    () => ({ waitMs: wait(), kind: 'killServer', tasks: tasks(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'killServer', tasks: tasks(), forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'ledgerRefuses', forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'ledgerIsSlow', forMs: forMs() }),
    () => ({ waitMs: wait(), kind: 'ledgerLosesAnswers', forMs: random.between(1, 300) }),
    () => ({ waitMs: wait(), kind: 'attack', device: device(), document: document(), how: random.pick(ATTACKS) }),
    () => ({ waitMs: wait(), kind: 'attack', device: device(), document: document(), how: random.pick(ATTACKS) }),
    () => ({ waitMs: wait(), kind: 'spoil', device: device(), document: document() }),
  ]
  const wait = (): number => random.pick([0, random.between(0, 20), random.between(0, 300), random.between(0, 2_000)])
  const record = (): Extract<Step, { readonly kind: 'record' }> => ({
    waitMs: wait(),
    kind: 'record',
    device: device(),
    document: document(),
    seed: random.uint32(),
  })
  /** What is on its way to the database when the server dies comes there after the next server has read it. */
  const committedByTheDead = (): Step[] => [
    { waitMs: wait(), kind: 'ledgerIsSlow', forMs: forMs() },
    record(),
    { waitMs: random.between(0, 100), kind: 'killServer', tasks: 0, forMs: random.between(1, 100) },
  ]
  /** It dies while it writes down what it was told. */
  const diesOnTheAnswer = (): Step[] => {
    const step = record()
    const dying = { tasks: random.between(0, 12), forMs: random.between(1, 300) }
    return [step, { waitMs: random.between(0, 80), kind: 'kill', device: step.device, ...dying }]
  }
  const next = (): Step[] => {
    if (random.chance(0.02 * calm)) return committedByTheDead()
    if (random.chance(0.04 * calm)) return diesOnTheAnswer()
    if (random.chance(0.35 * calm)) return [random.pick(faults)()]
    if (random.chance(0.06)) return [{ waitMs: wait(), kind: 'leave', device: device(), document: document() }]
    if (random.chance(0.04)) return [{ waitMs: wait(), kind: 'dismiss', device: device(), document: document() }]
    return [record()]
  }
  const made: Step[] = []
  while (made.length < steps) made.push(...next())
  return { devices, documents, steps: made.slice(0, steps) }
}
