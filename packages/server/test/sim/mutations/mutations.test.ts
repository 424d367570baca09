import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyPackages, ROOT } from './copy-packages.ts'
import { findingSeed } from './finding-seed.ts'
import { mutations } from './mutations.ts'

// `pnpm sim:mutations` looks for all of them.
const SEEDS = 40

let copy: string
beforeAll(async () => {
  copy = await copyPackages()
})
afterAll(() => rm(copy, { recursive: true, force: true }))

test.each(mutations.filter(({ isShort }) => isShort))(
  'the simulation finds a mistake: $name',
  async (mutation) => {
    expect(await findingSeed(copy, mutation, SEEDS)).toBeDefined()
  },
  60_000,
)

test('what is broken is as good as it was before: the simulation finds nothing', async () => {
  const nothing = {
    name: 'nothing',
    file: 'packages/core/src/index.ts',
    find: 'StorageError,',
    replace: 'StorageError,',
  }
  expect(await findingSeed(copy, nothing, SEEDS)).toBeUndefined()
}, 60_000)

test.each(mutations)('the code still has the place of: $name', async ({ file, find }) => {
  expect((await readFile(join(ROOT, file), 'utf8')).split(find)).toHaveLength(2)
})
