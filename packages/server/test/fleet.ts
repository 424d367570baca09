import { createTokens } from '../src/auth/tokens.ts'
import { Claims } from './crash/claims.ts'
import { Device } from './crash/device.ts'
import { DeviceDocument } from './crash/device-document.ts'
import { createRandom } from './random.ts'

export const FLEET_SECRET = 'the secret of the fleet, 32 bytes or more'

export interface FleetPlan {
  readonly devices: number
  /** Of each device's one document. */
  readonly events: number
  /** How many frames of a device may be unacknowledged; with 0 it waits to be told to flood. */
  readonly window: number
  /** How many of a device's events the server rejects; none unless told. */
  readonly badPayloads?: number
}

/** Many devices, each with a socket and a document of its own. */
export interface Fleet {
  readonly claims: Claims
  readonly devices: readonly Device[]
  readonly documents: readonly DeviceDocument[]
  readonly isOpen: boolean
  stop(): Promise<void>
}

export async function startFleet(
  port: () => number,
  { devices: count, events, window, badPayloads = 0 }: FleetPlan,
): Promise<Fleet> {
  const claims = new Claims()
  const { issue } = createTokens({ kind: 'secret', secret: FLEET_SECRET })
  if (issue === undefined) throw new Error('Tokens cannot be issued')
  const token = await issue({ subject: 'fleet', tenant: 'fleet', roles: ['device'], expiresInS: 3_600 })
  const documents = Array.from({ length: count }, (_, index) => {
    const plan = { name: `fleet/tally/t${index}`, token, device: `d${index}`, events, window, badPayloads }
    return new DeviceDocument({ ...plan, eager: false }, claims, createRandom(index))
  })
  const devices = documents.map((document) => new Device([document], async () => port()))
  for (const device of devices) device.start()
  return {
    claims,
    devices,
    documents,
    get isOpen() {
      return documents.every((document) => document.isOpen)
    },
    async stop() {
      await Promise.all(devices.map((device) => device.stop()))
    },
  }
}
