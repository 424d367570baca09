import type { Logger } from '../logger.ts'
import { errorFacts } from '../operation/error-facts.ts'
import { ruleFailureOf } from '../rule-failure.ts'
import { type AnyProjection, ProjectionInvalidError } from './define-projection.ts'
import { errorCode } from './error-code.ts'
import { ApplyFailedError } from './errors.ts'
import { type ProjectionDatabase, ProjectionWorker } from './projection-worker.ts'

/** The projections of a process. */
export class Projections {
  readonly #projections: readonly AnyProjection[]
  readonly #logger: Logger
  #workers: readonly ProjectionWorker[] = []

  /** @throws ProjectionInvalidError when two have one name */
  constructor(projections: readonly AnyProjection[], logger: Logger) {
    const names = new Set<string>()
    for (const { name } of projections) {
      if (names.has(name)) throw new ProjectionInvalidError(name, 'is there twice: give each a name of its own')
      names.add(name)
    }
    this.#projections = projections
    this.#logger = logger
  }

  /** @throws ProjectionSetUpError */
  async start(db: ProjectionDatabase): Promise<void> {
    const onError = noteTo(this.#logger)
    this.#workers = this.#projections.map((projection) => new ProjectionWorker({ db, projection, onError }))
    for (const worker of this.#workers) await worker.start()
  }

  /** Something of this tenant has been committed. */
  kick(tenant: string): void {
    for (const worker of this.#workers) worker.kick(tenant)
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()))
  }
}

function noteTo(logger: Logger) {
  return (error: unknown, { name: projection }: AnyProjection, tenant?: string): void => {
    if (error instanceof ApplyFailedError) {
      const { seq, cause, code } = error
      logger.error(
        { projection, tenant, seq, code, cause: errorCode(cause), ...ruleFailureOf(cause) },
        'an event could not be applied to a projection; it is tried again',
      )
    } else {
      logger.error({ projection, ...errorFacts(error) }, 'a projection stands still; it is tried again')
    }
  }
}
