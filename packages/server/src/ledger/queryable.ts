import type { QueryConfig, QueryResult, QueryResultRow } from 'pg'

/** What the ledger needs of pg's Pool, Client or PoolClient. */
export interface Queryable {
  query<Row extends QueryResultRow>(config: Query): Promise<QueryResult<Row>>
}

export interface Query extends QueryConfig {
  /** Gives up the connection when there is no answer by then, ms. Its types do not name it. */
  readonly query_timeout?: number
}
