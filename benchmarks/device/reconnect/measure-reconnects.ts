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
  const tenant = 'bench'
  const token = await new SignJWT({ tenant, roles: ['device'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('bench')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret))
  const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  const docketServer = await startSubject('docket', { DATABASE_URL: postgres.url, DOCKET_AUTH_SECRET: secret })
  const stockServer = await startSubject('stock', {})

  const times: Reconnects = { docket: [], stock: [] }
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const ids = Array.from({ length: 100 }, () => randomUUID())
    const stock = await reconnectStock({ url: stockServer.url, token, tenant, ids, events: 5 })
    const docket = await reconnectDocket({ url: docketServer.url, token, tenant, ids, events: 5 })
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
