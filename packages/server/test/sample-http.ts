import { systemClock } from '@docket/core'
import { pino } from 'pino'
import { createTokens } from '../src/auth/tokens.ts'
import { sealChain } from '../src/evidence/seal-chain.ts'
import { createSigner } from '../src/evidence/signing-key.ts'
import { commitAlone, tenantCommit } from '../src/evidence/tenant-records.ts'
import { DEFAULT_LIMITS } from '../src/gate/limits.ts'
import { createSharedRates } from '../src/gate/shared-rates.ts'
import { createHttp } from '../src/http/create-http.ts'
import type { HttpDeps } from '../src/http/env.ts'
import { CommitDelay } from '../src/ledger/commit-delay.ts'
import { commitGroup } from '../src/ledger/commit-group.ts'
import { addKey } from '../src/ledger/keys.ts'
import { ping } from '../src/ledger/pool.ts'
import { Readiness } from '../src/operation/readiness.ts'
import { mustBeAsDescribed } from './described-response.ts'
import { sampleOrder } from './sample-order.ts'

export const tokens: ReturnType<typeof createTokens> = createTokens({ kind: 'development' })

const signer = createSigner(Buffer.alloc(32, 9).toString('base64'), 'the test')

export interface Answer {
  readonly status: number
  /** Parsed, where it is one JSON document. */
  readonly body: unknown
  readonly headers: Headers
}

export interface SampleHttp {
  readonly app: ReturnType<typeof createHttp>
  /** What was logged so far. */
  logged(): string
  get(path: string, tenant?: string, roles?: readonly string[]): Promise<Answer>
}

/** What writes needs a whole server. */
function notAsked(): Promise<never> {
  return Promise.reject(new Error('not asked'))
}

/** The HTTP application as in production, knowing the sample order. */
export function sampleHttp(given: Pick<HttpDeps, 'db'> & Partial<HttpDeps>): SampleHttp {
  const lines: string[] = []
  const app = createHttp({
    tokens,
    entities: new Map([['order', sampleOrder]]),
    logger: pino({ level: 'debug' }, { write: (line: string) => lines.push(line) }),
    readiness: new Readiness({ ping: () => ping(given.db), isDelayed: () => false }),
    metrics: { contentType: 'text/plain', text: async () => '' },
    clock: systemClock,
    sealing: {
      signer,
      async seal(tenant) {
        await addKey(given.db, signer)
        return sealChain({ db: given.db, signer, commit: commitAlone(given.db), now: () => systemClock.now() }, tenant)
      },
    },
    auditAccess: {
      roles: ['auditor'],
      async record({ tenant, subject }, type, payload) {
        const at = systemClock.now()
        await commitGroup(given.db, [tenantCommit({ tenant, type, payload, by: subject, at })])
      },
    },
    desk: { record: notAsked, exchange: notAsked },
    delay: new CommitDelay(),
    rates: createSharedRates(DEFAULT_LIMITS, () => systemClock.now()),
    trustedProxies: 0,
    development: false,
    ...given,
  })
  return {
    app,
    logged: () => lines.join(''),
    async get(path, tenant = 'demo', roles = ['auditor']) {
      const token = await tokens.issue?.({ subject: 'ann', tenant, roles, expiresInS: 60 })
      const response = await app.request(path, { headers: { authorization: `Bearer ${token}` } })
      await mustBeAsDescribed(app, 'GET', path, response)
      const text = await response.text()
      const isJson = /^application\/(problem\+)?json$/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
    },
  }
}
