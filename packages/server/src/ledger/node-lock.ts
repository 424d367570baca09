import { setTimeout as sleep } from 'node:timers/promises'
import { DocketError } from '@docket/core'
import { StandingConnection } from './standing-connection.ts'

/** Another server works on the database, and the two would not hear of each other. */
export class NodeAlreadyRunningError extends DocketError {
  constructor() {
    super(
      'node_already_running',
      'Another server is running on this database, and the two would not hear of each other. Give all of them one REDIS_URL, or set DOCKET_NOTIFICATIONS=postgres for all, or stop the other one',
    )
  }
}

export interface NodeLockOptions {
  readonly url: string
  /** May others that say so too use the database at the same time? */
  readonly isShared: boolean
  /** A server that was killed is noticed by Postgres a moment later; ms. */
  readonly waitMs: number
  onError(error: unknown): void
}

export interface NodeLock {
  close(): Promise<void>
}

/** Any number that nobody else takes; with the schema's own in the second place. */
const NAMESPACE = 0x646f636b
const NODE = 1
const ASK_EVERY_MS = 200

/**
 * Sees to it that servers which cannot hear of each other are not on one database. Nothing depends on it for being right:
 * a second server would be told late of what the first commits.
 *
 * @throws NodeAlreadyRunningError
 */
export async function lockNode({ url, isShared, waitMs, onError }: NodeLockOptions): Promise<NodeLock> {
  const lock = isShared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const connection = new StandingConnection({
    url,
    async onConnect(client) {
      const endMs = performance.now() + waitMs
      for (;;) {
        const { rows } = await client.query<{ locked: boolean }>(`select ${lock}($1, $2) as locked`, [NAMESPACE, NODE])
        if (rows[0]?.locked === true) return
        if (performance.now() > endMs) throw new NodeAlreadyRunningError()
        await sleep(ASK_EVERY_MS)
      }
    },
    onError,
  })
  await connection.open()
  return connection
}
