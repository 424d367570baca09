import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { hashesOf } from './hashes.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

/** In a process of its own, which has run nothing before. */
async function hashesElsewhere(seeds: readonly number[]): Promise<unknown> {
  const program = fileURLToPath(new URL('./print-hashes.ts', import.meta.url))
  const args = ['--conditions=@docket/source', program, ...seeds.map(String)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}

test('the same seed gives the same run, in this process and in others, whatever ran before', async () => {
  const here = await hashesOf(SEEDS)
  expect(new Set(here).size).toBe(SEEDS.length)
  const backwards = await hashesOf(SEEDS.toReversed())
  expect(backwards.toReversed()).toEqual(here)
  expect(await hashesElsewhere(SEEDS)).toEqual(here)
}, 60_000)
