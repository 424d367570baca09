import { randomBytes, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { type Subject, startSubject } from '../server/subject.ts'
import type { FullSpeedJob } from './clients/job.ts'
import type { Login } from './clients/open-store.ts'
import { postgresCpu } from './postgres-cpu.ts'
import { runClients } from './run-clients.ts'

export type Notifications = 'websocket' | 'redis' | 'postgres' | 'polling' | 'electric'

export interface BenchOptions {
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly rounds: number
  /** Of each measurement. */
  readonly seconds: number
}

type Settings = Readonly<Record<string, string>>

/** What all cases need: servers, and who may speak to them. */
export interface Bench extends BenchOptions {
  /** Warm servers on the one database; they end when the work does. */
  withServers<T>(
    how: Notifications,
    count: number,
    work: (...servers: Node[]) => Promise<T>,
    settings?: Settings,
  ): Promise<T>
  /** A tenant of its own for each measurement, so that none has what others left. */
  login(): Promise<Login>
  /** CPU time of Postgres so far, seconds. */
  postgresCpuSeconds(): number
}

export interface Node extends Pick<Subject, 'cpuSeconds'> {
  /** `127.0.0.1:4400` */
  readonly host: string
}

export async function createBench(options: BenchOptions): Promise<Bench> {
  const secret = randomBytes(32).toString('hex')
  const environment = {
    DATABASE_URL: options.databaseUrl,
    DOCKET_AUTH_SECRET: secret,
    DOCKET_SIGNING_KEY: randomBytes(32).toString('base64'),
  }
  return {
    ...options,
    postgresCpuSeconds: await postgresCpu(options.databaseUrl),
    async withServers(how, count, work, settings = {}) {
      const redis = { REDIS_URL: how === 'redis' ? options.redisUrl : '' }
      const subjects: Subject[] = []
      try {
        for (let n = 0; n < count; n++) {
          subjects.push(
            await startSubject('docket', { ...environment, ...redis, ...settings, DOCKET_NOTIFICATIONS: how }),
          )
        }
        const nodes = subjects.map(({ url, cpuSeconds }) => ({ host: new URL(url).host, cpuSeconds }))
        await Promise.all(
          nodes.map(async ({ host }) => runClients(warmUp(await login(), host, options.seconds)).result),
        )
        return await work(...nodes)
      } finally {
        await Promise.all(subjects.map((subject) => subject.stop()))
      }
    },
    login,
  }

  async function login(): Promise<Login> {
    const tenant = `t-${randomUUID()}`
    const token = await new SignJWT({ tenant, roles: ['device'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('bench')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(secret))
    return { tenant, token }
  }
}

/** A server that has just started has yet to compile what it does often. */
function warmUp(login: Login, host: string, seconds: number): FullSpeedJob {
  const by = { transport: 'hocuspocusTransport', host } as const
  return { kind: 'full-speed', ...login, by, clients: 20, window: 8, until: 'committed', seconds: seconds / 2 }
}
