import pg from 'pg'

/** A table as Electric tells of it. */
export interface ShapeTable {
  readonly relation: readonly [schema: string, name: string]
  /** Quoted, for statements. */
  readonly sql: string
  readonly columns: ReadonlyMap<string, ColumnInfo>
  /** Its primary key. */
  readonly key: readonly string[]
}

export interface ColumnInfo {
  readonly type: string
  readonly dims: number
  readonly not_null?: boolean
  readonly pk_index?: number
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly dims: number
  readonly not_null: boolean
  readonly pk_index: number | null
}

/** Undefined when there is none of this name. Without a schema it is one of `public`. */
export async function shapeTable(pool: pg.Pool, name: string): Promise<ShapeTable | undefined> {
  const [schema = '', table = ''] = name.includes('.') ? name.split('.', 2) : ['public', name]
  const { rows } = await pool.query<ColumnRow>(
    `select a.attname as name, t.typname as type, a.attndims as dims, a.attnotnull as not_null,
       array_position(i.indkey::smallint[], a.attnum) as pk_index
     from pg_attribute as a join pg_type as t on t.oid = a.atttypid
     left join pg_index as i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [`${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`],
  )
  if (rows.length === 0) return undefined
  return {
    relation: [schema, table],
    sql: `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`,
    columns: new Map(rows.map(({ name: column, ...row }) => [column, infoOf(row)])),
    key: rows
      .filter((row) => row.pk_index !== null)
      .sort((a, b) => (a.pk_index ?? 0) - (b.pk_index ?? 0))
      .map((row) => row.name),
  }
}

function infoOf({ type, dims, not_null, pk_index }: Omit<ColumnRow, 'name'>): ColumnInfo {
  return { type, dims, ...(not_null && { not_null }), ...(pk_index !== null && { pk_index }) }
}
