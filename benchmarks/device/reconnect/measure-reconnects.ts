import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import { startSubject } from '../../server/subject.ts'
import { reconnectDocket } from './reconnect-docket.ts'
import { reconnectStock } from './reconnect-stock.ts'

const ROUNDS = 5

/** ms a round */
export interface Reconnects {
  readonly docket: number[]
  readonly stock: number[]
}

/** Servers in processes of their own, both devices in this one; in turns. */
export async function measureReconnects(): Promise<Reconnects> {
  const secret = randomBytes(32).toString('hex')
  const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  const docketServer = await startSubject('docket', { DATABASE_URL: postgres.url, DOCKET_AUTH_SECRET: secret })
  const stockServer = await startSubject('stock', {})

  const times: Reconnects = { docket: [], stock: [] }
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    // Each of its own, so that no device reads the summaries of earlier rounds, which stock does not have.
    const tenant = `bench-${round}`
    const absence = { tenant, token: await tokenOf(tenant, secret), ids: newIds(100), events: 5 }
    const stock = await reconnectStock({ ...absence, url: stockServer.url })
    const docket = await reconnectDocket({ ...absence, url: docketServer.url })
    if (round === 0) continue
    times.stock.push(stock)
    times.docket.push(docket)
  }
  await docketServer.stop()
  await stockServer.stop()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
  return times
}

function tokenOf(tenant: string, secret: string): Promise<string> {
  return new SignJWT({ tenant, roles: ['device'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('bench')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret))
}

function newIds(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID())
}
