import type { DocumentCommit } from '../ledger/commit.ts'
import type { Logger } from '../logger.ts'
import { defineProjection, type Projection } from '../projections/define-projection.ts'
import type { ProjectionDatabase } from '../projections/projection-worker.ts'
import { Projections } from '../projections/projections.ts'
import type { Webhook } from '../webhooks/webhook.ts'
import { Webhooks } from '../webhooks/webhooks.ts'

export interface JobsOptions {
  readonly projections: readonly Projection[]
  readonly webhooks: readonly Webhook[]
  readonly now: () => number
  readonly logger: Logger
}

/** What a server does with events after they are committed: projections, and webhooks, which are fed by projections. */
export class Jobs {
  readonly #projections: Projections
  readonly #webhooks: Webhooks

  /** @throws ProjectionInvalidError, WebhookInvalidError */
  constructor({ projections, webhooks, now, logger }: JobsOptions) {
    this.#webhooks = new Webhooks({ webhooks, now, logger })
    const all = [...projections.map(defineProjection), ...this.#webhooks.feeds]
    this.#projections = new Projections(all, logger)
  }

  /** @throws ProjectionSetUpError, JobsNotSetUpError */
  async start(db: ProjectionDatabase): Promise<void> {
    await this.#webhooks.start(db)
    await this.#projections.start(db)
  }

  /** Something of this tenant has been committed. */
  kick(tenant: string): void {
    this.#projections.kick(tenant)
  }

  onWritten(group: readonly { readonly commit: DocumentCommit }[]): void {
    for (const tenant of new Set(group.map(({ commit }) => commit.address.tenant))) this.kick(tenant)
  }

  /** Ends after what is being applied and sent. */
  async close(): Promise<void> {
    await this.#projections.close()
    await this.#webhooks.close()
  }
}
