import { isUtf8 } from 'node:buffer'
import { Bad } from './finding.ts'

const LF = 0x0a
/** No line of a bundle is longer, bytes. */
const LONGEST = 16 * 1024 * 1024

/** A line without its line feed; undefined when its bytes are no UTF-8. */
export type Line = string | undefined

/**
 * The lines of a file, as many at a time as a chunk of it has. What stands after the last line feed is no line.
 *
 * @throws Bad
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = bytes.lastIndexOf(LF)
    rest = bytes.subarray(end + 1)
    if (rest.byteLength > LONGEST)
      throw new Bad('malformed', `${file} has a line of more than ${LONGEST} bytes`, { file })
    if (end >= 0) yield split(bytes.subarray(0, end))
  }
}

function split(bytes: Buffer): Line[] {
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\n')
  const lines: Line[] = []
  for (let start = 0; start <= bytes.byteLength; ) {
    const found = bytes.indexOf(LF, start)
    const line = bytes.subarray(start, found < 0 ? bytes.byteLength : found)
    lines.push(isUtf8(line) ? line.toString('utf8') : undefined)
    start += line.byteLength + 1
  }
  return lines
}
