import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { SourceUnreadableError } from '../errors.ts'

/** A file, read from its beginning, and how far that has come. */
export interface FileBytes {
  readonly size: number
  /** @throws SourceUnreadableError */
  chunks(): AsyncGenerator<Buffer>
  done(): number
}

/** @throws SourceUnreadableError */
export async function openFile(path: string): Promise<FileBytes> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (!found.isFile()) throw new SourceUnreadableError(path, 'it is no file')
  let done = 0
  return {
    size: found.size,
    done: () => done,
    async *chunks() {
      done = 0
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
          if (!Buffer.isBuffer(chunk)) continue
          done += chunk.length
          yield chunk
        }
      } catch (error) {
        throw unreadable(path, error)
      }
    },
  }
}

function unreadable(path: string, error: unknown): SourceUnreadableError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it is no file'
  return new SourceUnreadableError(path, reason, { cause: error })
}
