import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FindingKind, Verification } from '../../src/audit/verify/finding.ts'
import { verifyBundleFile } from '../../src/audit/verify/verify-bundle.ts'
import { createRandom, seedOf } from '../random.ts'
import type { PythonVerifier } from '../trail/python-verifier.ts'
import { type BundleText, pack } from './bundle-text.ts'
import { deletions, forks, insertions, reorderings, truncations } from './chain-breaks.ts'
import { edits } from './edits.ts'
import { malformed, unexplained, wrongSignatures } from './other-breaks.ts'
import type { Expected, Manipulation } from './tampered.ts'

export const manipulations: Readonly<Record<FindingKind, readonly Manipulation[]>> = {
  edited: edits,
  deleted: deletions,
  inserted: insertions,
  reordered: reorderings,
  truncated: truncations,
  forked: forks,
  wrong_signature: wrongSignatures,
  state_not_explained: unexplained,
  malformed,
}

export interface Trial {
  readonly bundles: readonly BundleText[]
  readonly python: PythonVerifier
  readonly folder: string
  readonly seed: number
}

/** Manipulates a bundle in one way, and returns what is wrong with what the verifiers say of it; mostly nothing. */
export async function tryOne(
  { bundles, python, folder, seed }: Trial,
  kind: FindingKind,
  no: number,
): Promise<string[]> {
  const random = createRandom(seedOf(seed, kind, no))
  const bundle = random.pick(bundles)
  const manipulation = random.pick(manipulations[kind])
  const { files, expected } = manipulation(bundle, random)
  const path = join(folder, `${kind}-${no}.zip`)
  await pack({ ...bundle.files, ...files }, path)
  const [ours, theirs] = await Promise.all([verifyBundleFile(path), python.verify(path)])
  await rm(path)
  const name = `${kind} ${manipulation.name} ${no} of seed ${seed}`
  return [...disagreement(name, ours, theirs), ...wrong(name, expected, ours)]
}

function wrong(name: string, expected: Expected, { first_bad }: Verification): string[] {
  const isRight =
    first_bad !== null &&
    Object.entries(expected).every(([member, value]) =>
      Object.entries(first_bad).some(([m, v]) => m === member && v === value),
    )
  return isRight ? [] : [`${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(first_bad)}`]
}

function disagreement(name: string, ours: Verification, theirs: Verification): string[] {
  const [a, b] = [ours, theirs].map((verification) => JSON.stringify(comparable(verification)))
  return a === b ? [] : [`${name}: docket says ${a}, verify.py ${b}`]
}

/** Reasons of a ZIP file that cannot be read are each library's own. */
function comparable({ whole, first_bad, sealed_seq, records, key_ids }: Verification): unknown {
  const { kind, seq, event_id, file } = first_bad ?? {}
  return { whole, kind, seq, event_id, file, sealed_seq, records, key_ids }
}
