import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { canonicalJson } from '../../chain/canonical-json.ts'
import type { Seal } from '../../chain/seal.ts'
import type { Signer } from '../../evidence/signing-key.ts'
import type { Manifest } from '../verify/manifest.ts'
import type { LinkStep, RecordStep } from '../verify/step.ts'
import { jsonLine, linkLine, recordLine } from './line-of.ts'
import { zipFiles } from './zip-files.ts'

/** What a bundle is written from; each is read once, when its turn comes. */
export interface BundleContents {
  readonly about: Pick<Manifest, 'docket' | 'kind' | 'tenant_id' | 'exported_at_ms' | 'filter'>
  /** By number, some at a time. */
  readonly records: AsyncIterable<readonly RecordStep[]>
  readonly links: AsyncIterable<readonly LinkStep[]>
  readonly seals: readonly Seal[]
  /** Public keys in base64 by their ids: of all seals. */
  readonly keys: Readonly<Record<string, string>>
  /** The lines of each document that is explained. */
  readonly states: AsyncIterable<AsyncIterable<string>>
  /** Further files by name: the same for people. */
  readonly readable: Readonly<Record<string, AsyncIterable<string>>>
}

/** A bundle as a ZIP file, written while it is read; memory does not grow with it. A failure destroys the stream. */
export function writeBundle(contents: BundleContents, signer: Signer): Readable {
  const tally: Tally = { records: 0, gaps: 0, documents: 0, first_seq: null, last_seq: null, head: null }
  const hashes: Record<string, string> = {}
  const files: [string, AsyncIterable<string>][] = [
    ['records.ndjson', recordLines(contents.records, tally, contents.about.kind === 'period')],
    ['links.ndjson', linkLines(contents.links)],
    ['seals.ndjson', sealLines(contents.seals)],
    ['states.ndjson', allStates(contents.states, tally)],
    ...Object.entries(contents.readable),
  ]
  let signature = ''
  return zipFiles(
    (function* () {
      for (const [name, texts] of files) {
        yield {
          name,
          open: () =>
            Readable.from(
              hashed(texts, (hash) => (hashes[name] = hash)),
              { objectMode: false },
            ),
        }
      }
      const manifest = (): string => {
        const keys = { ...contents.keys, [signer.keyId]: signer.publicKey.toString('base64') }
        const seals = contents.seals.length
        const whole: Manifest = {
          ...contents.about,
          ...tally,
          format: 1,
          seals,
          key_id: signer.keyId,
          keys,
          files: hashes,
        }
        const text = canonicalJson(whole)
        signature = signer.sign(text)
        return text
      }
      yield { name: 'manifest.json', open: () => Readable.from([manifest()], { objectMode: false }) }
      yield { name: 'manifest.sig', open: () => Readable.from([signature], { objectMode: false }) }
    })(),
  )
}

interface Tally {
  records: number
  gaps: number
  documents: number
  first_seq: number | null
  last_seq: number | null
  head: string | null
}

async function* recordLines(
  pages: AsyncIterable<readonly RecordStep[]>,
  tally: Tally,
  isPeriod: boolean,
): AsyncGenerator<string> {
  for await (const page of pages) {
    let lines = ''
    for (const record of page) {
      lines += recordLine(record)
      tally.records++
      if (isPeriod && tally.last_seq !== null) tally.gaps += Math.max(0, record.seq - tally.last_seq - 1)
      tally.first_seq ??= record.seq
      tally.last_seq = record.seq
      tally.head = record.hash
    }
    yield lines
  }
}

async function* linkLines(pages: AsyncIterable<readonly LinkStep[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map(linkLine).join('')
}

async function* sealLines(seals: readonly Seal[]): AsyncGenerator<string> {
  for (const seal of seals) yield jsonLine(seal)
}

const CHUNK = 64 * 1024

async function* allStates(documents: AsyncIterable<AsyncIterable<string>>, tally: Tally): AsyncGenerator<string> {
  let chunk = ''
  for await (const lines of documents) {
    tally.documents++
    for await (const line of lines) {
      chunk += line
      if (chunk.length < CHUNK) continue
      yield chunk
      chunk = ''
    }
  }
  yield chunk
}

async function* hashed(texts: AsyncIterable<string>, onEnd: (hash: string) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const text of texts) {
    if (text === '') continue
    const bytes = Buffer.from(text)
    hash.update(bytes)
    yield bytes
  }
  onEnd(hash.digest('hex'))
}
