import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Committer } from '../ledger/committer.ts'
import type { Logger } from '../logger.ts'
import type { Readiness } from './readiness.ts'

export interface Running {
  readonly readiness: Readiness
  readonly sync: { stopReading(): void; close(): Promise<void> }
  readonly upstream: { close(): Promise<void> } | undefined
  readonly stream: { close(): void }
  readonly desk: { close(): void }
  readonly committer: Committer
  /** Its last seals are commits. */
  readonly sealer: { close(): Promise<void> }
  readonly eventSigner: { close(): Promise<void> } | undefined
  readonly jobs: { close(): Promise<void> }
  readonly snapshots: { close(): Promise<void> }
  readonly checkpoints: { close(): Promise<void> }
  readonly http: Server
  readonly follower: { close(): void }
  readonly node: { readonly notifications: { close(): Promise<void> }; readonly lock: { close(): Promise<void> } }
  readonly database: { close(): Promise<void> }
  readonly logger: Logger
}

/** Each step has so long, ms. With a Postgres that does not answer all of it is less than the usual 30 s of grace. */
const STEP_MS = 6_000

/**
 * Ends a server so that nothing acknowledged is lost and clients connect elsewhere: not ready any more, reads nothing
 * more, commits what it has taken, acknowledges it, says goodbye to the sockets, and closes the rest.
 */
export async function shutDown({
  readiness,
  sync,
  upstream,
  stream,
  desk,
  committer,
  sealer,
  eventSigner,
  jobs,
  snapshots,
  checkpoints,
  http,
  follower,
  node,
  database,
  logger,
}: Running): Promise<void> {
  const step = async (name: string, done: Promise<void>): Promise<void> => {
    const late = new AbortController()
    const tooLate = sleep(STEP_MS, 'late', { signal: late.signal }).catch(() => undefined)
    if ((await Promise.race([done, tooLate])) === 'late') logger.error({ step: name }, 'shutting down takes too long')
    late.abort()
  }
  logger.info('shutting down')
  readiness.shutDown()
  sync.stopReading()
  if (upstream !== undefined) await step('upstream', upstream.close())
  desk.close()
  await step('commit', committer.drain())
  // What has just been committed is acknowledged in the next turns.
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))
  stream.close()
  await step('sockets', sync.close())
  if (eventSigner !== undefined) await step('event signer', eventSigner.close())
  await step('seals', sealer.close())
  await step('committer', committer.close())
  await step('jobs', jobs.close())
  await step(
    'snapshots',
    Promise.all([snapshots.close(), checkpoints.close()]).then(() => undefined),
  )
  await step('http', closeHttp(http))
  follower.close()
  await step(
    'node',
    Promise.all([node.notifications.close(), node.lock.close()]).then(() => undefined),
  )
  await step('database', database.close())
  logger.info('shut down')
}

/** Answers that are being given are given to their end, if that is soon. */
async function closeHttp(http: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()))
  const cut = setTimeout(() => http.closeAllConnections(), STEP_MS / 2)
  await closed
  clearTimeout(cut)
}
