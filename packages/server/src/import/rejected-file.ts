import { type FileHandle, open } from 'node:fs/promises'

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

export const NO_REJECTED_FILE: RejectedFile = { append: async () => 0, close: async () => undefined }

/** @param bytes what of it is kept; a run that was killed may have written more, and writes that again */
export async function openRejectedFile(path: string, bytes: number): Promise<RejectedFile> {
  const file: FileHandle = await open(path, bytes === 0 ? 'w' : 'a')
  if (bytes > 0) await file.truncate(bytes)
  let length = bytes
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
