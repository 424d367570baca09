import type { UpstreamConfig } from '../config.ts'
import type { DocumentDesk } from '../hocuspocus/document-desk.ts'
import type { Queryable } from '../ledger/queryable.ts'
import type { Logger } from '../logger.ts'
import { errorFacts } from '../operation/error-facts.ts'
import { Upstream, type UpstreamNote } from './upstream.ts'
import { readToken, tenantOf } from './upstream-token.ts'

export interface OpenUpstreamOptions {
  readonly config: UpstreamConfig
  readonly db: Queryable
  readonly desk: DocumentDesk
  readonly logger: Logger
  /** From then on `onNews` hears of all that is committed of the tenant. */
  follow(tenant: string): Promise<unknown>
}

export interface TenantUpstream {
  /** Something of a tenant has been committed here. */
  onNews(news: { readonly tenant: string }): void
  /** Goes on where it ended. */
  start(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps the tenant of the token in step with the central server, and no other tenant that this server may have.
 *
 * @throws UpstreamTokenError
 */
export async function openUpstream({ config, db, desk, logger, follow }: OpenUpstreamOptions): Promise<TenantUpstream> {
  const tenant = tenantOf(await readToken(config))
  const log = logger.child({ tenant, upstream: new URL(config.url).host })
  const upstream = new Upstream({
    tenant,
    url: config.url,
    db,
    desk,
    token: () => readToken(config),
    onNote: (note) => write(log, note),
  })
  return {
    async start() {
      await follow(tenant)
      await upstream.start()
    },
    onNews(news) {
      if (news.tenant === tenant) upstream.kick()
    },
    close: () => upstream.close(),
  }
}

function write(log: Logger, note: UpstreamNote): void {
  if (note.kind === 'connected') log.info('the central server is connected')
  else if (note.kind === 'disconnected')
    log.warn({ code: note.code }, 'the central server is not connected; it is tried again')
  else if (note.kind === 'failed') log.error(errorFacts(note.error), 'forwarding failed; it is tried again')
  else {
    const { document, direction, code } = note
    const who = direction === 'up' ? 'the central server' : 'this server'
    log.error({ document, direction, code }, `${who} does not take what the other has of a document; it is kept aside`)
  }
}
