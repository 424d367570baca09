import { createHash } from 'node:crypto'
import { type BundleFiles, readWhole } from './bundle-files.ts'
import { DocumentsCheck } from './check-documents.ts'
import { readSeal, SealCheck } from './check-seals.ts'
import { StatesCheck } from './check-states.ts'
import { Bad, type Verification } from './finding.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { mergeSteps } from './merge-steps.ts'
import { openZip } from './open-zip.ts'
import { type Line, readLines } from './read-lines.ts'
import { RecordReader, readLink } from './read-step.ts'
import { KeyInvalidError, Keys } from './verify-signature.ts'
import { type ChainVerifier, conclude, verifySteps } from './verify-steps.ts'

const MANIFEST = 'manifest.json'
const SIGNATURE = 'manifest.sig'
const RECORDS = 'records.ndjson'
const LINKS = 'links.ndjson'
const SEALS = 'seals.ndjson'
const STATES = 'states.ndjson'

export interface BundleTrust {
  /** Public keys (32 bytes in base64) that alone are trusted; without any, the manifest's own. */
  readonly keys?: readonly string[]
}

/**
 * Verifies a bundle on disk, as docs/audit-format.md says. Rejects only when the file cannot be opened.
 *
 * @throws KeyInvalidError
 */
export async function verifyBundleFile(path: string, trust: BundleTrust = {}): Promise<Verification> {
  let files: BundleFiles | undefined
  try {
    files = await openZip(path)
    return await verifyBundle(files, trust)
  } catch (error) {
    if (!(error instanceof Bad)) throw error
    return { whole: false, records: 0, sealed_seq: null, first_bad: error.finding, key_ids: [] }
  } finally {
    files?.close()
  }
}

async function verifyBundle(files: BundleFiles, { keys: trusted = [] }: BundleTrust): Promise<Verification> {
  const bytes = await readWhole(files, MANIFEST)
  const manifest = readManifest(bytes)
  const keys = keysOf(manifest, trusted)
  if (!keys.verify(manifest.key_id, bytes, (await readWhole(files, SIGNATURE)).toString('latin1'))) {
    throw new Bad('wrong_signature', 'The manifest is not signed by a key of ours', { file: MANIFEST })
  }
  checkNames(files.names, manifest)
  const hashed = hashing(files)
  const seals = await sealLines(hashed)
  const verifier = chainVerifier(seals, manifest, keys)
  const { key_ids, ...verification } = await conclude(verifier, async () => {
    if (seals.length < manifest.seals) {
      throw new Bad('deleted', `${seals.length} seals are here, and there were ${manifest.seals}`, { file: SEALS })
    }
    await verifyRecords(hashed, manifest, verifier)
    await verifyStates(hashed, manifest, verifier.documents)
    await verifyRest(hashed, manifest)
  })
  return { ...verification, key_ids: [...new Set([manifest.key_id, ...key_ids])] }
}

function keysOf(manifest: Manifest, trusted: readonly string[]): Keys {
  const keys = new Keys()
  for (const base64 of trusted) {
    if (keys.add(base64) === undefined) throw new KeyInvalidError()
  }
  if (keys.size > 0) return keys
  for (const [id, base64] of Object.entries(manifest.keys)) {
    if (keys.add(base64) !== id) throw new Bad('wrong_signature', 'A key has the id of another', { file: MANIFEST })
  }
  return keys
}

function checkNames(names: ReadonlySet<string>, { files }: Manifest): void {
  for (const file of [RECORDS, LINKS, SEALS, STATES, ...Object.keys(files).sort()]) {
    if (!names.has(file)) throw new Bad('deleted', `${file} is missing`, { file })
  }
  for (const file of [...names].sort()) {
    if (file === MANIFEST || file === SIGNATURE || Object.hasOwn(files, file)) continue
    throw new Bad('inserted', `${file} is not of this bundle`, { file })
  }
}

async function sealLines(files: HashedFiles): Promise<Line[]> {
  const lines: Line[] = []
  for await (const some of files.lines(SEALS)) lines.push(...some)
  return lines
}

function chainVerifier(lines: readonly Line[], manifest: Manifest, keys: Keys): ChainVerifier {
  const documents = new DocumentsCheck({
    tenant: manifest.tenant_id,
    kind: manifest.kind,
    first: manifest.first_seq ?? 1,
    last: manifest.last_seq ?? 0,
    sums: manifest.documents > 0,
  })
  const seals = lines.values().map((line) => (line === undefined ? undefined : readSeal(line)))
  return { documents, seals: new SealCheck(manifest.tenant_id, keys, seals, manifest.first_seq === 1) }
}

async function verifyRecords(files: HashedFiles, manifest: Manifest, verifier: ChainVerifier): Promise<void> {
  const { first_seq, last_seq, records, head } = manifest
  // Nothing was recorded, so nothing has to be sealed.
  if (first_seq === null || last_seq === null) return
  const reader = new RecordReader()
  const read = { record: (line: string) => reader.read(line), link: readLink }
  const steps = mergeSteps(files.lines(RECORDS), files.lines(LINKS), read)
  await verifySteps(steps, verifier, { first: first_seq, last: last_seq }, true)
  const { documents } = verifier
  if (documents.head !== head) throw new Bad('forked', 'The manifest has another head', { seq: last_seq })
  if (documents.records !== records) {
    throw new Bad('deleted', `${documents.records} records are here, and there were ${records}`, { file: RECORDS })
  }
}

async function verifyStates(files: HashedFiles, manifest: Manifest, documents: DocumentsCheck): Promise<void> {
  const states = new StatesCheck((document) => documents.eventsOf(document))
  for await (const lines of files.lines(STATES)) for (const line of lines) states.add(line)
  states.end(manifest.documents)
}

/** Whatever is in the files besides what was understood of them. */
async function verifyRest(files: HashedFiles, manifest: Manifest): Promise<void> {
  for (const [file, hash] of Object.entries(manifest.files).sort(byName)) {
    if ((await files.hash(file)) !== hash) throw new Bad('edited', `${file} is not what was exported`, { file })
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1
}

interface HashedFiles {
  lines(file: string): AsyncGenerator<Line[]>
  /** SHA-256 of all its bytes; reads it when it was not read to its end before. */
  hash(file: string): Promise<string>
}

/** Hashes files while they are read for something else, so that they are read once. */
function hashing(files: BundleFiles): HashedFiles {
  const hashes = new Map<string, string>()
  async function* read(file: string): AsyncGenerator<Buffer> {
    const hash = createHash('sha256')
    for await (const chunk of files.read(file)) {
      hash.update(chunk)
      yield chunk
    }
    hashes.set(file, hash.digest('hex'))
  }
  return {
    lines: (file) => readLines(read(file), file),
    async hash(file) {
      if (!hashes.has(file)) for await (const _ of read(file));
      return hashes.get(file) ?? ''
    },
  }
}
