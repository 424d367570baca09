import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FindingKind } from '../../src/audit/verify/finding.ts'
import { type PythonVerifier, startPythonVerifier } from '../trail/python-verifier.ts'
import type { BundleText } from './bundle-text.ts'
import { manipulations, tryOne } from './run.ts'
import { sampleBundles } from './sample-bundles.ts'

const TRIES = 25
let folder: string
let python: PythonVerifier
let bundles: readonly BundleText[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-tamper-'))
  python = await startPythonVerifier()
  bundles = await sampleBundles(7, 240, folder)
})
afterAll(async () => {
  await python.stop()
  await rm(folder, { recursive: true })
})

test.each(Object.keys(manipulations) as FindingKind[])(
  '[AUD7] both verifiers find and name what was %s in a bundle',
  async (kind) => {
    const failures: string[] = []
    for (let no = 0; no < TRIES; no++) failures.push(...(await tryOne({ bundles, python, folder, seed: 7 }, kind, no)))
    expect(failures).toEqual([])
  },
  60_000,
)
