const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** The lines of a stream of bytes; only a line feed ends one, since U+2028 may stand in JSON as it is. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const rest = chunk.subarray(start, end)
      yield withoutReturn(parts.length === 0 ? rest : Buffer.concat([...parts, rest]))
      parts = []
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
  }
  if (parts.length > 0) yield withoutReturn(Buffer.concat(parts))
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line
}
