import type { Random } from '../random.ts'

/** Whose processes are killed. */
export type Victim = 'server' | 'postgres' | 'both'

export interface Crash {
  readonly victim: Victim
  /** It happens when so many events are acknowledged since the crash before; 0: during the handshakes. */
  readonly afterAcknowledgements: number
}

export interface DevicePlan {
  readonly device: string
  readonly tenant: string
  readonly window: number
  readonly eager: boolean
  readonly documents: readonly { readonly id: string; readonly events: number; readonly badPayloads: number }[]
}

export interface RoundPlan {
  readonly devices: readonly DevicePlan[]
  readonly crashes: readonly Crash[]
}

export const TENANTS = ['east', 'west'] as const

/** What happens in a round: who records how much where, and who is killed when. */
export function planRound(random: Random): RoundPlan {
  const devices = Array.from({ length: 4 + random.int(5) }, (_, index) => planDevice(index, random))
  const events = devices.flatMap(({ documents }) => documents).reduce((sum, document) => sum + document.events, 0)
  const crashes = Array.from({ length: 1 + random.int(2) }, () => planCrash(events, random))
  return { devices, crashes }
}

export function planDevice(index: number, random: Random): DevicePlan {
  const document = (id: string) => ({
    id,
    events: 20 + random.int(100),
    badPayloads: random.chance(0.3) ? 1 + random.int(3) : 0,
  })
  const shared = Array.from({ length: random.int(3) }, (_, number) => document(`shared-${number}`))
  const own = Array.from({ length: random.int(3) }, (_, number) => document(`own-${index}-${number}`))
  return {
    device: `device-${index}`,
    tenant: TENANTS[index % TENANTS.length] as string,
    window: 1 + random.int(16),
    eager: random.chance(0.25),
    documents: [document('shared'), ...shared, ...own],
  }
}

function planCrash(events: number, random: Random): Crash {
  const victim: Victim = random.chance(0.65) ? 'server' : random.chance(0.6) ? 'both' : 'postgres'
  const afterAcknowledgements = random.chance(0.15) ? 0 : 1 + random.int(Math.ceil(events * 0.7))
  return { victim, afterAcknowledgements }
}
