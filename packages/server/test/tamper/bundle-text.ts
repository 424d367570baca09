import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { type BundleContents, writeBundle } from '../../src/audit/bundle/write-bundle.ts'
import { readWhole } from '../../src/audit/verify/bundle-files.ts'
import { openZip } from '../../src/audit/verify/open-zip.ts'
import { RecordReader, readLink } from '../../src/audit/verify/read-step.ts'
import type { LinkStep, RecordStep } from '../../src/audit/verify/step.ts'
import type { Signer } from '../../src/evidence/signing-key.ts'

/** A bundle in memory, to manipulate. */
export interface BundleText {
  readonly files: Readonly<Record<string, string>>
  /** The lines of `records.ndjson`, and the same parsed. */
  readonly records: readonly string[]
  readonly recordSteps: readonly RecordStep[]
  readonly links: readonly string[]
  readonly linkSteps: readonly LinkStep[]
  readonly seals: readonly string[]
  readonly sealedSeqs: readonly number[]
  readonly states: readonly string[]
}

/** @param path where it is written meanwhile */
export async function bundleText(contents: BundleContents, signer: Signer, path: string): Promise<BundleText> {
  await pipeline(writeBundle(contents, signer), createWriteStream(path))
  const zip = await openZip(path)
  const files: Record<string, string> = {}
  for (const name of zip.names) files[name] = (await readWhole(zip, name)).toString('utf8')
  zip.close()
  const linesOf = (name: string): string[] => (files[name] ?? '').split('\n').slice(0, -1)
  const records = linesOf('records.ndjson')
  const links = linesOf('links.ndjson')
  const reader = new RecordReader()
  const seals = linesOf('seals.ndjson')
  return {
    files,
    records,
    recordSteps: records.map((line) => reader.read(line)).filter((step) => step !== undefined),
    links,
    linkSteps: links.map((line) => readLink(line)).filter((step) => step !== undefined),
    seals,
    sealedSeqs: seals.map((line) => (JSON.parse(line) as { seq: number }).seq),
    states: linesOf('states.ndjson'),
  }
}

/** Packs files as they are, fast. */
export async function pack(files: Readonly<Record<string, string>>, path: string): Promise<void> {
  const zip = new yazl.ZipFile()
  for (const [name, text] of Object.entries(files)) {
    // A file may have bytes that are no text; then its characters are bytes.
    zip.addBuffer(Buffer.from(text, text.includes('\u00ff') ? 'latin1' : 'utf8'), name, { compress: false })
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}
