/** The Postgres types of the columns of rows that a statement takes. */
export type ColumnTypes<Row> = { readonly [Name in keyof Row]: string }

/**
 * Rows as one JSON parameter: `json_to_recordset($3) as name(a, b, place)`, where `place` counts them from 1. Half the
 * work for Node of one array a column, for which everything is quoted twice.
 */
export function recordset<Row>(name: string, types: ColumnTypes<Row>, parameter: number): string {
  const definitions = Object.entries<string>(types).map(([column, type]) => `${column} ${type}`)
  const columns = Object.keys(types).join(', ')
  return `rows from (json_to_recordset($${parameter}::json) as (${definitions.join(', ')})) with ordinality as ${name}(${columns}, place)`
}
