import { PassThrough, type Readable } from 'node:stream'
import yazl from 'yazl'

export interface FileToZip {
  readonly name: string
  /** Called when its turn comes: the files before it are written then. */
  open(): Readable
}

/** Fast rather than small: most of a bundle are hashes, which nothing makes smaller. */
const LEVEL = 1

/** A ZIP file of these, one after the other, as it is read. A failure of one destroys it. */
export function zipFiles(files: Iterable<FileToZip>): Readable {
  const zip = new yazl.ZipFile()
  const out = new PassThrough()
  let source: Readable | undefined
  // Who has read enough of the ZIP file needs no more of what it is made of.
  out.on('close', () => source?.destroy())
  for (const { name, open } of files) {
    zip.addReadStreamLazy(name, { compressionLevel: LEVEL, mode: 0o100644 }, (give) => {
      source = open()
      source.on('error', (error) => out.destroy(error))
      give(null, source)
    })
  }
  zip.on('error', (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))))
  zip.outputStream.pipe(out)
  zip.end()
  return out
}
