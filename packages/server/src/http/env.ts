import type { IncomingMessage } from 'node:http'
import type { Entity, WallClock } from '@docket/core'
import type { Exporting } from '../audit/bundle/export-bundle.ts'
import type { Principal } from '../auth/principal.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { SharedRates } from '../gate/shared-rates.ts'
import type { DocumentDesk } from '../hocuspocus/document-desk.ts'
import type { CommitDelay } from '../ledger/commit-delay.ts'
import type { Queryable } from '../ledger/queryable.ts'
import type { Logger } from '../logger.ts'
import type { Readiness } from '../operation/readiness.ts'
import type { AuditAccess } from './audit-access.ts'
import type { ElectricSettings } from './electric-client.ts'

/** What the routes need. */
export interface HttpDeps {
  readonly db: Queryable
  readonly tokens: Tokens
  /** By name. */
  readonly entities: ReadonlyMap<string, Entity>
  readonly logger: Logger
  readonly readiness: Pick<Readiness, 'check'>
  /** In Prometheus' text format. */
  readonly metrics: { readonly contentType: string; text(): Promise<string> }
  readonly clock: WallClock
  readonly auditAccess: AuditAccess
  /** With what exports are signed and sealed. */
  readonly sealing: Pick<Exporting, 'signer' | 'seal'>
  /** Where events come in. */
  readonly desk: Pick<DocumentDesk, 'record' | 'exchange'>
  /** Whether commits are. */
  readonly delay: Pick<CommitDelay, 'isDelayed' | 'subscribe'>
  /** Where shapes come from; without it there are none. */
  readonly electric?: ElectricSettings | undefined
  readonly rates: SharedRates
  /** Proxies of ours before the server. */
  readonly trustedProxies: number
  /** Whether anybody may have a token: `POST /v1/dev/token`. */
  readonly development: boolean
  /** A built web page to serve where no route is. */
  readonly staticDir?: string | undefined
}

/** What somebody may stream. */
export interface StreamRequest {
  readonly principal: Principal
  /** Entity types; all documents' unless told. */
  readonly channels: ReadonlySet<string> | undefined
  /** Numbers greater than this. */
  readonly after: number
}

export interface HttpEnv {
  Bindings: {
    /** Where the request comes by Node's server. */
    incoming?: IncomingMessage
    /** Where a WebSocket is asked for: called when it may be had. */
    stream?: (request: StreamRequest) => void
  }
  Variables: {
    requestId: string
    /** From where the request comes. */
    address: string
    /** Behind `authenticate`. */
    principal: Principal
  }
}
