import { createTokens } from '../../src/auth/tokens.ts'
import { createRandom, type Random } from '../random.ts'
import type { Claims } from './claims.ts'
import { Device } from './device.ts'
import { DeviceDocument } from './device-document.ts'
import type { DevicePlan } from './plan.ts'

/** Of all rounds that kill servers. */
export const ROUNDS_SECRET = 'the secret of the crash harness, 32+'
const tokens = createTokens({ kind: 'secret', secret: ROUNDS_SECRET })

export function tokenOf(tenant: string, device: string): Promise<string> {
  if (tokens.issue === undefined) throw new Error('Tokens cannot be issued')
  return tokens.issue({ subject: device, tenant, roles: ['device'], expiresInS: 3_600 })
}

export interface DeviceOptions {
  readonly claims: Claims
  readonly random: Random
  /** Where a server listens; resolves when there is one. */
  port(): Promise<number>
}

/** A device as it is planned. */
export async function createDevice(plan: DevicePlan, { claims, random, port }: DeviceOptions): Promise<Device> {
  const { device, tenant, window, eager, documents } = plan
  const token = await tokenOf(tenant, device)
  return new Device(
    documents.map(
      ({ id, events, badPayloads }) =>
        new DeviceDocument(
          { name: `${tenant}/tally/${id}`, token, device, events, window, badPayloads, eager },
          claims,
          createRandom(random.int(2 ** 31)),
        ),
    ),
    port,
  )
}
