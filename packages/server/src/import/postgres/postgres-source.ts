import pg from 'pg'
import { isObject } from '../../http/is-object.ts'
import { ImportUsageError, SourceUnreadableError } from '../errors.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Source, SourceItem } from '../source/source.ts'
import { selectionOf } from './selection.ts'

const CONNECT_TIMEOUT_MS = 5_000
const FETCH_ROWS = 1_000

/**
 * Rows of a table or of a query, by a cursor in a transaction that can only read: all of one moment.
 *
 * @throws SourceUnreadableError, ImportUsageError
 */
export async function openPostgres(url: string, mapping: Mapping | undefined): Promise<Source> {
  if (mapping === undefined) throw new ImportUsageError('A Postgres needs a --map, which names its table or query')
  const selection = selectionOf(mapping)
  const client = await connect(url)
  let done = 0
  let of = 0
  return {
    unit: 'row',
    progress: () => ({ done, of, unit: 'rows' }),
    async *rows() {
      done = 0
      try {
        await client.query('begin transaction isolation level repeatable read, read only')
        // JSON, so that a number stays a number and a time has its zone, whatever the settings of the connection.
        of = Number((await run(client, `select count(*) as count from ${selection.from}`))[0]?.count ?? 0)
        await run(
          client,
          `declare docket_rows no scroll cursor for select to_jsonb(source)::text as row from ${selection.from} order by ${selection.orderBy}`,
        )
        for (;;) {
          const rows = await run(client, `fetch ${FETCH_ROWS} from docket_rows`)
          for (const { row } of rows) yield readRow(String(row), ++done)
          if (rows.length < FETCH_ROWS) break
        }
        await client.query('commit')
      } catch (error) {
        throw error instanceof pg.DatabaseError ? unreadable(error) : error
      }
    },
    close: () => client.end(),
  }
}

/** One statement only: what a mapping says cannot end the transaction. */
async function run(client: pg.Client, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  // The types of pg do not know of the mode.
  const statement = { text, queryMode: 'extended' }
  return (await client.query(statement)).rows
}

function readRow(text: string, number: number): SourceItem {
  const values: unknown = JSON.parse(text)
  if (isObject(values)) return { kind: 'row', number, text, values }
  return { kind: 'malformed', number, text, reason: 'it has no columns' }
}

async function connect(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'docket import',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    })
    // Without a listener a broken connection ends the process; the statement under way fails anyway.
    client.on('error', () => undefined)
    await client.connect()
    await client.query("set timezone to 'UTC'")
    return client
  } catch (error) {
    throw unreadable(error)
  }
}

/** The URL is kept out: it has a password. */
function unreadable(error: unknown): SourceUnreadableError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection'
  const message = error instanceof pg.DatabaseError ? `${code}, ${error.message}` : code
  return new SourceUnreadableError('The Postgres', message)
}
