import type { SimHost, SimLedger, SimProcess } from '@docket/core/testing'
import type { Query, Queryable } from '../ledger/queryable.ts'
import { execute } from './memory-statements.ts'
import { MemoryTables } from './memory-tables.ts'

/** A Postgres in memory, as far as a server of the simulation needs one: slow, and it can fail. It survives the server. */
export class MemoryPostgres implements SimLedger {
  trouble: SimLedger['trouble']
  readonly #host: SimHost
  readonly #tables = new MemoryTables()

  constructor(host: SimHost) {
    this.#host = host
  }

  get rows(): SimLedger['rows'] {
    return this.#tables.rows
  }

  get readModel(): SimLedger['readModel'] {
    return this.#tables.entities.values()
  }

  /** For a process: what it has sent is executed whatever becomes of it, and answered only while it lives. */
  connect(owner: SimProcess): Queryable {
    // What the statements give is what their readers say that it is.
    return { query: (query: Query) => this.#query(owner, query) } as unknown as Queryable
  }

  #query(owner: SimProcess, query: Query): Promise<{ readonly rows: readonly unknown[] }> {
    const { loop, random, world } = this.#host
    const what = query.name ?? 'query'
    return new Promise((resolve, reject) => {
      const answer = (tell: () => void): unknown => loop.after(random.between(0, 10), owner, `answer to ${what}`, tell)
      const slowness = this.trouble === 'is slow' ? 0.5 : 0.03
      loop.after(random.between(0, random.chance(slowness) ? 3_000 : 15), world, what, () => {
        const { trouble } = this
        const isLost = trouble === 'loses answers'
        const broken = Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
        if (trouble === 'refuses') return answer(() => reject(broken))
        try {
          const rows = execute(this.#tables, query, loop.nowMs)
          return answer(() => (isLost ? reject(broken) : resolve({ rows })))
        } catch (error) {
          return answer(() => reject(isLost ? broken : error))
        }
      })
    })
  }
}
