import { pipeline, type Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import type { BundleFiles } from './bundle-files.ts'
import { Bad } from './finding.ts'

/**
 * Opens a ZIP file on disk; entries are read as streams.
 *
 * @throws Bad when it is none, or a file occurs twice
 */
export async function openZip(path: string): Promise<BundleFiles> {
  const zip = await open(path)
  const entries = new Map<string, yauzl.Entry>()
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entries.has(entry.fileName)) return reject(new Bad('malformed', `${entry.fileName} occurs twice`))
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.on('end', resolve)
    zip.on('error', (error: Error) => reject(unreadable(error)))
    zip.readEntry()
  }).catch((error: unknown) => {
    zip.close()
    throw error
  })
  return {
    names: new Set(entries.keys()),
    read: (name) => readEntry(zip, entries.get(name), name),
    close: () => zip.close(),
  }
}

function open(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error === null) resolve(zip)
      else reject('code' in error ? error : unreadable(error))
    })
  })
}

async function* readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined, file: string): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new Bad('deleted', `${file} is missing`, { file })
  let sum = 0
  let size = 0
  try {
    for await (const chunk of await openEntry(zip, entry)) {
      const bytes: Buffer = chunk
      sum = crc32(bytes, sum)
      size += bytes.byteLength
      if (size > entry.uncompressedSize) throw new Error('it is longer than it says')
      yield bytes
    }
  } catch (error) {
    throw unreadable(error, file)
  }
  if (sum !== entry.crc32) throw unreadable(new Error('its checksum is another'), file)
}

/** Chunks as large as Node's zlib gives them only when asked. */
const CHUNK = 256 * 1024
const DEFLATED = 8

async function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  const isDeflated = entry.compressionMethod === DEFLATED
  const stream = await new Promise<Readable>((resolve, reject) => {
    const options = isDeflated ? { decodeFileData: false } : {}
    zip.openReadStream(entry, options, (error, opened) => (error === null ? resolve(opened) : reject(error)))
  })
  // Whichever of the two fails or is left, the other ends too; the reader hears of it from the last.
  return isDeflated ? pipeline(stream, createInflateRaw({ chunkSize: CHUNK }), () => undefined) : stream
}

function unreadable(error: unknown, file?: string): Bad {
  if (error instanceof Bad) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new Bad('malformed', `The ZIP file cannot be read: ${reason}`, file === undefined ? {} : { file })
}
