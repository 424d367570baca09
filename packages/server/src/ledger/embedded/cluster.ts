import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Binaries, findBinaries } from './binaries.ts'
import { createFile } from './create-file.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { canReach, chooseRunAs, makePassable, type RunAs } from './run-as.ts'

const SUPERUSER = 'docket'

// Where root keeps what nobody must reach, when the project's own folder is closed to others.
const REACHABLE_BY_ALL = '/var/lib/docket'

/** A data directory with what belongs to it: who runs it, with which programs, and the password beside it. */
export interface Cluster {
  readonly dataDir: string
  readonly ownerFile: string
  readonly logFile: string
  readonly user: RunAs | undefined
  readonly binaries: Binaries
  readonly password: string
}

/** Finds or makes everything that a start needs, short of the database's own files. */
export async function openCluster(wanted: string, log: (message: string) => void): Promise<Cluster> {
  const user = await chooseRunAs(wanted)
  const dataDir = user === undefined ? resolve(wanted) : await reachableDataDir(resolve(wanted), user, log)
  await mkdir(dirname(dataDir), { recursive: true })
  return {
    dataDir,
    ownerFile: `${dataDir}.owner`,
    logFile: `${dataDir}.log`,
    user,
    binaries: await findBinaries(user, REACHABLE_BY_ALL),
    password: await readOrMakePassword(dataDir, user),
  }
}

export function clusterUrl(cluster: Cluster, port: number): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/postgres`
}

/** Makes the database's files if there are none, in a draft folder that is renamed when it is whole. */
export async function initialise(cluster: Cluster, log: (message: string) => void): Promise<void> {
  if (await exists(join(cluster.dataDir, 'PG_VERSION'))) return
  log(`Making a new PostgreSQL database in ${cluster.dataDir}`)
  const draft = `${cluster.dataDir}.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (cluster.user !== undefined) await chown(draft, cluster.user.uid, cluster.user.gid)
  const args = ['--pgdata', draft, '--username', SUPERUSER, '--pwfile', passwordFile(cluster.dataDir)]
  const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions']
  const child = spawn(cluster.binaries.initdb, [...args, ...options], {
    ...cluster.user,
    cwd: draft,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | string>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('close', (code, signal) => done(code ?? `${signal}`))
  })
  const [stderr, end] = await Promise.all([text(child.stderr), ended])
  if (end !== 0) {
    const advice = `See what initdb says, and whether ${dirname(cluster.dataDir)} can be written to.`
    throw new EmbeddedPostgresError('embedded_postgres_failed', `initdb ended with ${end}: ${stderr.trim()} ${advice}`)
  }
  await rename(draft, cluster.dataDir)
}

async function reachableDataDir(wanted: string, user: RunAs, log: (message: string) => void): Promise<string> {
  await mkdir(dirname(wanted), { recursive: true })
  if (await canReach(dirname(wanted), user)) return wanted
  const folder = join(REACHABLE_BY_ALL, createHash('sha256').update(wanted).digest('hex').slice(0, 12))
  await makePassable(REACHABLE_BY_ALL)
  await makePassable(folder)
  log(`PostgreSQL does not run as root, and others may not enter ${dirname(wanted)}: the data is kept in ${folder}`)
  return join(folder, 'postgres')
}

async function readOrMakePassword(dataDir: string, user: RunAs | undefined): Promise<string> {
  const path = passwordFile(dataDir)
  if (!(await exists(path)) && (await exists(join(dataDir, 'PG_VERSION')))) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_password_missing',
      `The database ${dataDir} is there, but not its password ${path}: restore that file, or remove the database.`,
    )
  }
  await createFile(path, `${randomBytes(24).toString('base64url')}\n`)
  // initdb reads it too, as that user.
  if (user !== undefined) await chown(path, user.uid, user.gid)
  return (await readFile(path, 'utf8')).trim()
}

function passwordFile(dataDir: string): string {
  return `${dataDir}.password`
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
