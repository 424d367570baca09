import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { type Postmaster, readPostmaster, removeStalePidFile, signalProcess } from './postmaster.ts'

// Recovery after a crash replays the write-ahead log before the server is ready.
const READY_TIMEOUT_MS = 120_000
const ATTEMPTS = 40
const PAUSE_MS = 250

// Right after a kill -9 the old server's children hold its memory for a moment; and a free port may just be taken.
const PASSING = /pre-existing shared memory block|could not bind IPv4 address|lock file "postmaster.pid" already exists/

/** Starts the server and waits until it takes connections. */
export async function launch(cluster: Cluster, port: number | undefined): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    await removeStalePidFile(cluster.dataDir)
    const result = await tryLaunch(cluster, port ?? (await freePort()))
    if (typeof result !== 'string') return result
    const portIsTaken = port !== undefined && /could not bind/.test(result)
    if (attempt === ATTEMPTS || portIsTaken || !PASSING.test(result)) {
      const advice = portIsTaken ? `Choose another port than ${port}.` : `Its log is ${cluster.logFile}.`
      throw new EmbeddedPostgresError('embedded_postgres_failed', `PostgreSQL did not start: ${result} ${advice}`)
    }
    await sleep(PAUSE_MS)
  }
}

/** The running server, or why there is none. */
async function tryLaunch(cluster: Cluster, port: number): Promise<Postmaster | string> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const logFile = await open(cluster.logFile, 'w', 0o600)
  // Detached, so that Ctrl-C reaches it through us, after the connections are closed; a file for its log, so that it
  // outlives us without a broken pipe.
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.dataDir, ...args], {
    ...cluster.user,
    cwd: cluster.dataDir,
    detached: true,
    stdio: ['ignore', logFile.fd, logFile.fd],
  })
  let failure: string | undefined
  child.once('error', (error) => {
    failure = error.message
  })
  child.once('exit', (code, signal) => {
    failure = `it ended with ${code ?? signal}`
  })
  child.unref()
  await logFile.close()
  for (let waitedMs = 0; waitedMs < READY_TIMEOUT_MS && failure === undefined; waitedMs += 10) {
    const postmaster = await readPostmaster(cluster.dataDir)
    if (postmaster?.ready && postmaster.port === port) return postmaster
    await sleep(10)
  }
  if (failure === undefined && child.pid !== undefined) signalProcess(child.pid, 'SIGQUIT')
  const lines = (await readFile(cluster.logFile, 'utf8')).trim().split('\n').slice(-5)
  return `${failure ?? `it was not ready after ${READY_TIMEOUT_MS / 1000} s`}. ${lines.join(' ')}`
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new TypeError('A TCP server has no port'))
      })
    })
  })
}
