import { hash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Position } from './batches.ts'
import { StateInvalidError } from './errors.ts'
import type { ImportCounts } from './import-counts.ts'

/** How far an import has come. It may be older than what is in the ledger: what is sent again is not doubled. */
export interface ImportState extends Position {
  /** Of what makes it this import: another source, mapping, tenant or server is another one. */
  readonly identity: string
  readonly counts: ImportCounts
  /** How long the file of rejected events was. */
  readonly rejected_bytes: number
}

const count = z.int().min(0)
const schema = z.object({
  docket_import: z.literal(1),
  identity: z.string(),
  rows: count,
  digest: z.string(),
  rejected_bytes: count,
  counts: z.object({
    rows: count,
    events: count,
    accepted: count,
    rejected: count,
    bad: count,
    left_out: count,
    no_effect: count,
    codes: z.record(z.string(), count),
  }),
})

export function identityOf(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}

/** Undefined where there is none. @throws StateInvalidError */
export async function readState(file: string, identity: string): Promise<ImportState | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StateInvalidError(file, 'cannot be read')
  })
  if (text === undefined) return undefined
  const state = parse(text)
  if (state === undefined) throw new StateInvalidError(file, 'does not say how far an import was')
  if (state.identity !== identity) {
    throw new StateInvalidError(file, 'is of an import with another source, mapping, tenant, entity or server')
  }
  return state
}

/** Whole, or as it was before. */
export async function writeState(file: string, state: ImportState): Promise<void> {
  const draft = `${file}.partial`
  await writeFile(draft, `${JSON.stringify({ docket_import: 1, ...state })}\n`)
  await rename(draft, file)
}

function parse(text: string): ImportState | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
