import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { claim, release } from './embedded/claim.ts'
import { type Cluster, clusterUrl, initialise, openCluster } from './embedded/cluster.ts'
import { EmbeddedPostgresError } from './embedded/errors.ts'
import { launch } from './embedded/launch.ts'
import { type Postmaster, readPostmaster, signalProcess, stopPostmaster } from './embedded/postmaster.ts'

export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded/errors.ts'

// Another process may be making or recovering the database.
const BUSY_TIMEOUT_MS = 60_000

/** Where an embedded PostgreSQL keeps its files, and on which port it listens. */
export interface EmbeddedPostgresOptions {
  /** The database's files. Its password, log and owner are kept in files beside it. */
  readonly dataDir: string
  /** On 127.0.0.1; a free one is chosen without it. */
  readonly port?: number
  readonly log?: (message: string) => void
}

/** A PostgreSQL that this process has started, or found running. */
export interface EmbeddedPostgres {
  readonly url: string
  /** Stops the server, unless another process that still lives started it. */
  stop(): Promise<void>
}

/**
 * A real PostgreSQL from npm's platform packages, run by this process as an unprivileged user, durable (fsync is on)
 * and open to 127.0.0.1 with a random password only. A server that outlived its process is taken over; one that
 * another live process runs is shared.
 *
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? ((): void => undefined)
  const cluster = await openCluster(options.dataDir, log)
  for (const deadlineMs = performance.now() + BUSY_TIMEOUT_MS; performance.now() < deadlineMs; await sleep(50)) {
    const owner = await claim(cluster.ownerFile)
    try {
      const running = await findAnswering(cluster)
      if (running !== undefined) {
        log(`${owner ? 'Took over' : 'Sharing'} the PostgreSQL that runs already, pid ${running.pid}`)
        return owner ? owned(cluster, running) : shared(cluster, running)
      }
      if (!owner) continue
      await initialise(cluster, log)
      return owned(cluster, await launch(cluster, options.port))
    } catch (error) {
      if (owner) await release(cluster.ownerFile)
      throw error
    }
  }
  throw new EmbeddedPostgresError(
    'embedded_postgres_busy',
    `Another process owns ${cluster.dataDir} (its pid is in ${cluster.ownerFile}), but its PostgreSQL does not answer. ` +
      'Stop that process, or remove the owner file if there is none.',
  )
}

function owned(cluster: Cluster, { pid, port }: Postmaster): EmbeddedPostgres {
  const stopAtExit = (): void => signalProcess(pid, 'SIGINT')
  process.once('exit', stopAtExit)
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    process.off('exit', stopAtExit)
    await stopPostmaster(pid)
    await release(cluster.ownerFile)
  }
  return {
    url: clusterUrl(cluster, port),
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

function shared(cluster: Cluster, { port }: Postmaster): EmbeddedPostgres {
  return { url: clusterUrl(cluster, port), stop: () => Promise.resolve() }
}

/** The server in this directory, if it takes our password. While it starts or stops there is none yet. */
async function findAnswering(cluster: Cluster): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(cluster.dataDir)
  if (!postmaster?.ready) return undefined
  const client = new pg.Client({
    connectionString: clusterUrl(cluster, postmaster.port),
    connectionTimeoutMillis: 2_000,
  })
  try {
    await client.connect()
    return postmaster
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => undefined)
  }
}
