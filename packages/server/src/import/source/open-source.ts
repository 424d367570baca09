import { ImportUsageError } from '../errors.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { openPostgres } from '../postgres/postgres-source.ts'
import { csvSource } from './csv-source.ts'
import { openFile } from './file-bytes.ts'
import { ndjsonSource } from './ndjson-source.ts'
import type { Source } from './source.ts'

/**
 * A file, by its ending, or a Postgres, by its URL.
 *
 * @throws SourceUnreadableError, ImportUsageError
 */
export async function openSource(from: string, mapping: Mapping | undefined): Promise<Source> {
  if (isPostgres(from)) return openPostgres(from, mapping)
  if (mapping?.table !== undefined || mapping?.query !== undefined) {
    throw new ImportUsageError('The mapping names a table or a query, and --from is no postgres:// URL')
  }
  const file = await openFile(from)
  if (/\.(ndjson|jsonl)$/i.test(from)) return ndjsonSource(file)
  if (/\.csv$/i.test(from)) return csvSource(file, from)
  throw new ImportUsageError('--from is a file that ends with .ndjson, .jsonl or .csv, or a postgres:// URL')
}

export function isPostgres(from: string): boolean {
  return /^postgres(ql)?:\/\//.test(from)
}
