import type { QueryConfig, QueryResult, QueryResultRow } from 'pg'

/** What the ledger needs of pg's Pool, Client or PoolClient. */
export interface Queryable {
  query<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>>
}
