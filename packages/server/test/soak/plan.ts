import type { Random } from '../random.ts'

export interface SoakOptions {
  readonly seconds: number
  readonly devices: number
  /** Every so many seconds a server is restarted and a line is printed. */
  readonly restartEverySeconds: number
  /** Processes that the devices are in. */
  readonly workers: number
  readonly seed: number
}

export interface DevicePlan {
  readonly device: string
  readonly tenant: string
  /** Which server it is connected to. */
  readonly server: ServerName
  /** Those that it serves. */
  readonly tables: readonly number[]
  /** Is its network cut off again and again? */
  readonly flaps: boolean
  /** Is it closed and opened again and again? */
  readonly leaves: boolean
}

/** One server lives as long as the run, so that its memory says something; the other one is restarted again and again. */
export const SERVERS = ['steady', 'restarted'] as const
export type ServerName = (typeof SERVERS)[number]

/** The device whose clock is wrong. */
export const WRONG_CLOCK = 'd1'

const DEVICES_PER_TENANT = 20
const TABLES_PER_DEVICE = 3

export function planDevices(count: number, random: Random): DevicePlan[] {
  const tenants = Math.max(2, Math.ceil(count / DEVICES_PER_TENANT))
  const tables = Math.ceil(count / tenants / 2)
  return Array.from({ length: count }, (_, index) => ({
    device: `d${index}`,
    tenant: `house-${index % tenants}`,
    server: Math.floor(index / tenants) % 4 === 0 ? 'steady' : 'restarted',
    tables: [...new Set(Array.from({ length: TABLES_PER_DEVICE }, () => random.int(tables)))],
    flaps: index % 5 === 2,
    leaves: index % 7 === 3,
  }))
}

/** The load, from 0 to 1: it rises and falls again within each period, symmetrically, so that no trend comes of it. */
export function rushAt(seconds: number, periodSeconds: number): number {
  return (1 - Math.cos((2 * Math.PI * seconds) / periodSeconds)) / 2
}

const LONGEST_PERIOD_SECONDS = 300

/** Such that the second half of a run, over which trends are fitted, has whole periods. */
export function periodOf(seconds: number): number {
  const half = seconds / 2
  return half / Math.ceil(half / LONGEST_PERIOD_SECONDS)
}
