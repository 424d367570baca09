import { Random } from './random.ts'

/** What happens in a run, and how long after the step before; times in ms. A device or document that is not there is passed over. */
export type Step = { readonly waitMs: number } & (
  | { readonly kind: 'record'; readonly device: number; readonly document: number; readonly seed: number }
  | { readonly kind: 'leave'; readonly device: number; readonly document: number }
  | { readonly kind: 'kill' | 'cut' | 'partition' | 'fullDisk'; readonly device: number; readonly forMs: number }
  | { readonly kind: 'clock'; readonly device: number; readonly byMs: number }
  | { readonly kind: 'killServer' | 'ledgerRefuses' | 'ledgerLosesAnswers'; readonly forMs: number }
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
  const fault = (): Step => {
    const waitMs = wait()
    switch (random.between(0, 9)) {
      case 0:
      case 1:
        return { waitMs, kind: 'kill', device: device(), forMs: forMs() }
      case 2:
      case 3:
        return { waitMs, kind: 'cut', device: device(), forMs: forMs() }
      case 4:
        return { waitMs, kind: 'partition', device: device(), forMs: forMs() }
      case 5:
        return { waitMs, kind: 'fullDisk', device: device(), forMs: forMs() }
      case 6:
        return {
          waitMs,
          kind: 'clock',
          device: device(),
          byMs: random.between(-48, 48) * random.pick([1, 1_000, HOUR_MS]),
        }
      case 7:
        return { waitMs, kind: 'killServer', forMs: forMs() }
      case 8:
        return { waitMs, kind: 'ledgerRefuses', forMs: forMs() }
      default:
        return { waitMs, kind: 'ledgerLosesAnswers', forMs: random.between(1, 300) }
    }
  }
  const wait = (): number => random.pick([0, random.between(0, 20), random.between(0, 300), random.between(0, 2_000)])
  const made = Array.from({ length: steps }, (): Step => {
    if (random.chance(0.35 * calm)) return fault()
    if (random.chance(0.06)) return { waitMs: wait(), kind: 'leave', device: device(), document: document() }
    return { waitMs: wait(), kind: 'record', device: device(), document: document(), seed: random.uint32() }
  })
  return { devices, documents, steps: made }
}
