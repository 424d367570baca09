import { z } from 'zod'
import { Bad } from './finding.ts'

/** What a bundle says of itself. */
export interface Manifest {
  /** The version of Docket that wrote it. */
  readonly docket: string
  readonly format: 1
  /** All records of some documents, or all of some time. */
  readonly kind: 'entity' | 'period'
  readonly tenant_id: string
  readonly exported_at_ms: number
  /** What was asked for. */
  readonly filter: Readonly<Record<string, unknown>>
  readonly records: number
  /** How many numbers the ledger itself had not. */
  readonly gaps: number
  readonly seals: number
  /** How many documents `states.ndjson` explains. */
  readonly documents: number
  /** Null when there are no records, like `last_seq` and `head`. */
  readonly first_seq: number | null
  readonly last_seq: number | null
  /** The hash of the last record. */
  readonly head: string | null
  /** Whose signature `manifest.sig` is. */
  readonly key_id: string
  /** Public keys in base64 by their ids. */
  readonly keys: Readonly<Record<string, string>>
  /** SHA-256 by name. */
  readonly files: Readonly<Record<string, string>>
}

const hash: z.ZodType<string> = z.string().regex(/^[0-9a-f]{64}$/)
const count: z.ZodType<number> = z.int().min(0)
const seq: z.ZodType<number | null> = z.int().min(1).nullable()

const manifest: z.ZodType<Manifest> = z.object({
  docket: z.string(),
  format: z.literal(1),
  kind: z.enum(['entity', 'period']),
  tenant_id: z.string(),
  exported_at_ms: z.int(),
  filter: z.record(z.string(), z.unknown()),
  records: count,
  gaps: count,
  seals: count,
  documents: count,
  first_seq: seq,
  last_seq: seq,
  head: hash.nullable(),
  key_id: hash,
  keys: z.record(z.string(), z.string()),
  files: z.record(z.string(), hash),
})

/** @throws Bad */
export function readManifest(bytes: Buffer): Manifest {
  const { data } = manifest.safeParse(parseJson(bytes))
  if (data !== undefined && isConsistent(data)) return data
  throw new Bad('malformed', 'The manifest is not one of format 1', { file: 'manifest.json' })
}

function isConsistent({ records, first_seq, last_seq, head }: Manifest): boolean {
  return [first_seq, last_seq, head].every((value) => (value === null) === (records === 0))
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
