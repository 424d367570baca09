import { type DevicePlan, planDevice } from '../crash/plan.ts'
import type { Random } from '../random.ts'
import type { NotificationsOfNodes } from './cluster.ts'

/** What goes wrong, and comes back after so many further acknowledgements. */
export interface Trouble {
  readonly kind: 'node killed' | 'node cut from Postgres' | 'node cut from Redis' | 'Redis killed' | 'all nodes killed'
  readonly node: number
  /** It happens when so many events are acknowledged since the trouble before. */
  readonly after: number
  readonly lasts: number
}

export interface NodesPlan {
  readonly notifications: NotificationsOfNodes
  readonly devices: readonly DevicePlan[]
  readonly troubles: readonly Trouble[]
}

export const NODES = 3

export function planNodes(random: Random): NodesPlan {
  const notifications = random.chance(0.7) ? 'redis' : 'postgres'
  const devices = Array.from({ length: 5 + random.int(5) }, (_, index) => planDevice(index, random))
  const events = devices.flatMap(({ documents }) => documents).reduce((sum, document) => sum + document.events, 0)
  const troubles = Array.from({ length: 2 + random.int(3) }, () => planTrouble(notifications, events, random))
  return { notifications, devices, troubles }
}

function planTrouble(notifications: NotificationsOfNodes, events: number, random: Random): Trouble {
  const kinds: Trouble['kind'][] = ['node killed', 'node killed', 'node cut from Postgres', 'all nodes killed']
  if (notifications === 'redis') kinds.push('node cut from Redis', 'Redis killed')
  const part = (): number => 1 + random.int(Math.ceil(events * 0.2))
  return { kind: random.pick(kinds), node: random.int(NODES), after: part(), lasts: part() }
}
