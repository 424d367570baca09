import { isObject } from '../../http/is-object.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Source, SourceItem } from './source.ts'
import { splitLines } from './split-lines.ts'

/** One JSON object a line; empty lines are passed over. */
export function ndjsonSource(file: FileBytes): Source {
  return {
    unit: 'line',
    progress: () => ({ done: file.done(), of: file.size, unit: 'bytes' }),
    close: async () => undefined,
    async *rows() {
      const decoder = new TextDecoder('utf-8', { fatal: true })
      let number = 0
      for await (const line of splitLines(file.chunks())) {
        number++
        if (line.length > 0) yield readLine(line, number, decoder)
      }
    },
  }
}

function readLine(line: Buffer, number: number, decoder: { decode(bytes: Buffer): string }): SourceItem {
  let text: string
  try {
    text = decoder.decode(line)
  } catch {
    return { kind: 'malformed', number, text: line.toString('latin1'), reason: 'it is not UTF-8' }
  }
  try {
    const values: unknown = JSON.parse(text)
    if (isObject(values)) return { kind: 'row', number, text, values }
    return { kind: 'malformed', number, text, reason: 'it is no JSON object' }
  } catch {
    return { kind: 'malformed', number, text, reason: 'it is no JSON' }
  }
}
