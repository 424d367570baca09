import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PythonVerifier, startPythonVerifier } from '../../../test/trail/python-verifier.ts'
import { entityContents, periodContents } from '../../../test/trail/sample-contents.ts'
import { sampleTrail } from '../../../test/trail/sample-trail.ts'
import { type BundleContents, writeBundle } from '../bundle/write-bundle.ts'
import type { Verification } from './finding.ts'
import { verifyBundleFile } from './verify-bundle.ts'

const trail = sampleTrail(1, 400, 100)
let folder: string
let python: PythonVerifier

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-bundle-'))
  python = await startPythonVerifier()
})
afterAll(async () => {
  await python.stop()
  await rm(folder, { recursive: true })
})

async function bothOn(contents: BundleContents): Promise<Verification> {
  const path = join(folder, 'bundle.zip')
  await pipeline(writeBundle(contents, trail.signer), createWriteStream(path))
  const ours = await verifyBundleFile(path)
  expect(await python.verify(path)).toEqual(ours)
  return ours
}

test.each([
  [1, 400, 400],
  [1, 250, 300],
  [150, 290, 300],
  [101, 200, 200],
])('[AUD7] both verifiers find nothing in an untouched period from %i to %i', async (first, last, sealed_seq) => {
  expect(await bothOn(periodContents(trail, first, last))).toEqual({
    whole: true,
    records: last - first + 1,
    sealed_seq,
    first_bad: null,
    key_ids: [trail.signer.keyId],
  })
})

test.each([[['o-3']], [['o-0', 'o-30']], [['o-31']]])(
  '[AUD7] both verifiers find nothing in the untouched documents %j',
  async (ids) => {
    expect(await bothOn(entityContents(trail, ids))).toMatchObject({ whole: true, sealed_seq: 400, first_bad: null })
  },
)
