import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import pg from 'pg'
import { type Subject, startServer } from '../server/subject.ts'
import { postgresCpu } from '../ways/postgres-cpu.ts'
import type { Login, ServerDisk } from './peer.ts'
import type { Peer } from './peers.ts'

/** A peer's server on an empty disk: a process of its own, on one Postgres for all. */
export interface PeerServer extends Login, Pick<Subject, 'cpuSeconds'> {
  readonly disk: ServerDisk
  /** Does `kill -9`. */
  stop(): Promise<void>
}

export interface Stage {
  start(peer: Peer): Promise<PeerServer>
  /** CPU time of the Postgres of all so far, seconds. */
  postgresCpuSeconds(): number
  close(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const secret = randomBytes(32).toString('hex')
  const folder = await mkdtemp(join(tmpdir(), 'docket-peers-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  const token = await new SignJWT({ tenant: 'bench', roles: ['device'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('bench')
    .setExpirationTime('12h')
    .sign(new TextEncoder().encode(secret))
  const running = new Set<Subject>()
  process.once('exit', () => {
    for (const server of running) void server.stop()
  })
  const postgresCpuSeconds = await postgresCpu(postgres.url)
  return {
    postgresCpuSeconds,
    async start({ name }) {
      const part = `${name}_${randomUUID().slice(0, 8)}`
      const disk = { databaseUrl: await createDatabase(postgres.url, part), folder: join(folder, part) }
      await mkdir(disk.folder)
      const settings = { DATABASE_URL: disk.databaseUrl, DOCKET_AUTH_SECRET: secret, FOLDER: disk.folder }
      const server: Subject = await startServer(name, new URL(`${name}/server.ts`, import.meta.url), settings)
      running.add(server)
      const stop = async () => {
        running.delete(server)
        await server.stop()
      }
      return { url: server.url, token, disk, cpuSeconds: server.cpuSeconds, stop }
    },
    async close() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function createDatabase(postgresUrl: string, name: string): Promise<string> {
  const client = new pg.Client(postgresUrl)
  await client.connect()
  await client.query(`create database "${name}"`)
  await client.end()
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return url.href
}
