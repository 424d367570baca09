import { open } from 'node:fs/promises'

/** What did not become an accepted event, and why; no payload. */
export interface RejectedLine {
  /** The row's line or number. */
  readonly row: number
  readonly code: string
  readonly reason: string
  readonly key?: string
  readonly entity_id?: string
  readonly event_id?: string
  /** It is in the trail, with this verdict. */
  readonly recorded: boolean
}

/** A file with a line of JSON for each. */
export interface RejectedFile {
  /** @returns how long the file is then */
  append(lines: readonly RejectedLine[]): Promise<number>
  close(): Promise<void>
}

/**
 * @param path undefined: nowhere
 * @param bytes what of it is kept; a run that was killed may have written more, and writes that again
 */
export async function openRejectedFile(path: string | undefined, bytes: number): Promise<RejectedFile> {
  if (path === undefined) return { append: async () => bytes, close: async () => undefined }
  const file = await open(path, bytes === 0 ? 'w' : 'a')
  // Another file than before may be shorter.
  let length = Math.min(bytes, (await file.stat()).size)
  await file.truncate(length)
  return {
    async append(lines) {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
      if (text !== '') await file.appendFile(text)
      length += Buffer.byteLength(text)
      return length
    },
    close: () => file.close(),
  }
}
