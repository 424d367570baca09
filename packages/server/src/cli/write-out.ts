import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Writes to a file, whole or not at all, or to standard output. */
export async function writeOut(source: Readable, file: string | undefined): Promise<void> {
  if (file === undefined) return pipeline(source, process.stdout, { end: false }).catch(unlessReaderLeft)
  // A trail that broke off must not look like a whole one.
  const draft = `${file}.partial`
  try {
    await pipeline(source, createWriteStream(draft))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** `docket audit export … | head` is no error. */
function unlessReaderLeft(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
}
