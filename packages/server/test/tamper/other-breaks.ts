import { canonicalJson } from '../../src/chain/canonical-json.ts'
import type { Seal } from '../../src/chain/seal.ts'
import { createSigner } from '../../src/evidence/signing-key.ts'
import type { Random } from '../random.ts'
import { sampleSeal } from '../trail/sample-trail.ts'
import { pickAt } from './edits.ts'
import { fileOf, type Manipulation } from './tampered.ts'

const signature: Manipulation = ({ seals }, random) => {
  const at = random.int(seals.length)
  const seal = JSON.parse(pickAt(seals, at)) as Seal
  const other = random.pick([
    () => ({ ...seal, signature: flipped(seal.signature, random) }),
    () => ({ ...seal, signature: seal.signature.slice(4) }),
    () => ({ ...seal, head: '9a'.repeat(32) }),
    () => ({ ...seal, sealed_at_ms: seal.sealed_at_ms - 1 }),
    () => sampleSeal(seal, createSigner(Buffer.from(random.bytes(32)).toString('base64'), 'a forger')),
  ])()
  return {
    files: { 'seals.ndjson': fileOf(seals.with(at, canonicalJson(other))) },
    expected: { kind: 'wrong_signature', seq: seal.seq, file: 'seals.ndjson' },
  }
}

/** What is signed is more than the records. */
const manifest: Manipulation = ({ files }, random) => {
  const text = files['manifest.json'] ?? ''
  const whole = JSON.parse(text) as Record<string, unknown>
  const other = random.pick([
    () => ({ ...whole, exported_at_ms: random.int(1_000_000_000) }),
    () => ({ ...whole, records: Number(whole.records) - 1, last_seq: Number(whole.last_seq) - 1 }),
    () => ({ ...whole, head: 'bc'.repeat(32) }),
    () => ({ ...whole, filter: { from: 'yesterday' } }),
  ])()
  return {
    files: { 'manifest.json': canonicalJson(other) },
    expected: { kind: 'wrong_signature', file: 'manifest.json' },
  }
}

const manifestSignature: Manipulation = ({ files }, random) => ({
  files: { 'manifest.sig': flipped(files['manifest.sig'] ?? '', random) },
  expected: { kind: 'wrong_signature', file: 'manifest.json' },
})

/** Everything signed anew with a key of one's own, under the name of ours. */
const otherKey: Manipulation = ({ files }, random) => {
  const forger = createSigner(Buffer.from(random.bytes(32)).toString('base64'), 'a forger')
  const whole = JSON.parse(files['manifest.json'] ?? '') as { key_id: string }
  const text = canonicalJson({ ...whole, keys: { [whole.key_id]: forger.publicKey.toString('base64') } })
  return {
    files: { 'manifest.json': text, 'manifest.sig': forger.sign(text) },
    expected: { kind: 'wrong_signature', file: 'manifest.json' },
  }
}

function flipped(base64: string, random: Random): string {
  const bytes = Buffer.from(base64, 'base64')
  const at = random.int(bytes.byteLength)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8))
  return bytes.toString('base64')
}

export const wrongSignatures: readonly Manipulation[] = [
  signature,
  signature,
  signature,
  manifest,
  manifestSignature,
  otherKey,
]

interface StateLine {
  readonly event_id?: string
  readonly changes?: readonly { readonly op: string; readonly path: string; readonly value?: unknown }[]
  readonly effect?: string
  readonly state?: unknown
}

const FILE = 'states.ndjson'

function pickLine(states: readonly string[], random: Random, fits: (line: StateLine) => boolean): [number, StateLine] {
  for (;;) {
    const at = random.int(states.length)
    const line = JSON.parse(pickAt(states, at)) as StateLine
    if (fits(line)) return [at, line]
  }
}

const isEvent = ({ event_id }: StateLine): boolean => event_id !== undefined
const hasChanges = ({ changes = [] }: StateLine): boolean => changes.length > 0

const finalState: Manipulation = ({ states }, random) => {
  const [at, line] = pickLine(states, random, (candidate) => candidate.state !== undefined)
  const other = canonicalJson({ ...line, state: { status: 'paid', items: ['nothing'] } })
  return explainedBy(states.with(at, other))
}

const change: Manipulation = ({ states }, random) => {
  const [at, line] = pickLine(states, random, hasChanges)
  const changes = line.changes?.map((operation) => ({ ...operation, value: 'free' }))
  return explainedBy(states.with(at, canonicalJson({ ...line, changes })))
}

const path: Manipulation = ({ states }, random) => {
  const [at, line] = pickLine(states, random, hasChanges)
  const changes = line.changes?.map((operation) => ({ ...operation, path: '/items/999' }))
  const tampered = explainedBy(states.with(at, canonicalJson({ ...line, changes })))
  return { ...tampered, expected: { ...tampered.expected, ...(line.event_id && { event_id: line.event_id }) } }
}

const effect: Manipulation = ({ states }, random) => {
  const [at, line] = pickLine(states, random, isEvent)
  const other = line.effect === 'rejected' ? 'applied' : 'rejected'
  return explainedBy(states.with(at, canonicalJson({ ...line, effect: other, changes: [] })))
}

const dropped: Manipulation = ({ states }, random) => {
  const [at] = pickLine(states, random, isEvent)
  return explainedBy(states.toSpliced(at, 1))
}

const order: Manipulation = ({ states }, random) => {
  const [at, line] = pickLine(states, random, isEvent)
  const next = JSON.parse(pickAt(states, at + 1)) as StateLine
  if (next.event_id === undefined) return explainedBy(states.toSpliced(at, 0, pickAt(states, at)))
  return explainedBy(states.with(at, canonicalJson(next)).with(at + 1, canonicalJson(line)))
}

const begun: Manipulation = ({ states }) => explainedBy(states.slice(0, states.length - 1))

function explainedBy(states: readonly string[]): ReturnType<Manipulation> {
  return { files: { [FILE]: fileOf(states) }, expected: { kind: 'state_not_explained', file: FILE } }
}

export const unexplained: readonly Manipulation[] = [finalState, change, path, effect, dropped, order, begun]

const half: Manipulation = ({ records }, random) => {
  const at = random.int(records.length)
  const line = pickAt(records, at)
  return unreadable(records.with(at, line.slice(0, 1 + random.int(line.length - 1))))
}

const spaced: Manipulation = ({ records }, random) => {
  const at = random.int(records.length)
  return unreadable(records.with(at, pickAt(records, at).replace(/,"seq":/, ', "seq":')))
}

const empty: Manipulation = ({ records }, random) => unreadable(records.toSpliced(random.int(records.length), 0, ''))

/** A byte that no UTF-8 has. */
const noText: Manipulation = ({ records }, random) => {
  const at = random.int(records.length)
  const bytes = records.map((line) => Buffer.from(line).toString('latin1'))
  return unreadable(bytes.with(at, pickAt(bytes, at).replace('"demo"', '"d\u00ffmo"')))
}

function unreadable(records: readonly string[]): ReturnType<Manipulation> {
  return { files: { 'records.ndjson': fileOf(records) }, expected: { kind: 'malformed', file: 'records.ndjson' } }
}

export const malformed: readonly Manipulation[] = [half, spaced, empty, noText]
