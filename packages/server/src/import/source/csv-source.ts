import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { SourceUnreadableError } from '../errors.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Source, SourceItem } from './source.ts'

/** Longer rows are a quote that nobody has closed. */
const MAX_ROW_CHARACTERS = 1_000_000

interface Parsed {
  readonly info: { readonly lines: number }
  readonly record: readonly string[]
}

/** Comma-separated values with a line of names; an empty value is null, since most programs write null so. */
export function csvSource(file: FileBytes, path: string): Source {
  return {
    unit: 'line',
    progress: () => ({ done: file.done(), of: file.size, unit: 'bytes' }),
    close: async () => undefined,
    async *rows() {
      const bytes = Readable.from(file.chunks(), { objectMode: false })
      const parser = parse({
        bom: true,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: MAX_ROW_CHARACTERS,
      })
      // Errors of the file have to end the parser too.
      bytes.on('error', (error) => parser.destroy(error))
      let names: readonly string[] | undefined
      try {
        for await (const { info, record } of bytes.pipe(parser) as AsyncIterable<Parsed>) {
          if (names === undefined) names = checkedNames(record, path)
          else yield readRecord(names, record, info.lines)
        }
      } catch (error) {
        // Where a quote is wrong nobody knows where the next row begins.
        if (error instanceof CsvError) throw new SourceUnreadableError(path, error.message, { cause: error })
        throw error
      } finally {
        bytes.destroy()
      }
    },
  }
}

function checkedNames(names: readonly string[], path: string): readonly string[] {
  const double = names.find((name, index) => names.indexOf(name) !== index)
  if (double === undefined) return names
  throw new SourceUnreadableError(path, `its first line has the column "${double}" twice`)
}

function readRecord(names: readonly string[], record: readonly string[], number: number): SourceItem {
  const text = JSON.stringify(record)
  if (record.length !== names.length) {
    const reason = `it has ${record.length} values, and the first line has ${names.length}`
    return { kind: 'malformed', number, text, reason }
  }
  const values = Object.fromEntries(names.map((name, index) => [name, record[index] === '' ? null : record[index]]))
  return { kind: 'row', number, text, values }
}
