import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { copyPackages } from './copy-packages.ts'
import { findingSeed } from './finding-seed.ts'
import { mutations } from './mutations.ts'

// Breaks a copy of the packages in one place after the other, and looks whether the simulation finds it:
//   pnpm sim:mutations [--seeds 2000] [--only "part of a name"]
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, only: { type: 'string', default: '' } },
})

const copy = await copyPackages()
let missed = 0
try {
  for (const mutation of mutations.filter(({ name }) => name.includes(values.only))) {
    const found = await findingSeed(copy, mutation, Number(values.seeds))
    if (found === undefined) missed++
    console.log(
      found === undefined ? `✗ NOT FOUND ${mutation.name}` : `✓ ${mutation.name}\n    seed ${found.slice(0, 150)}`,
    )
  }
} finally {
  await rm(copy, { recursive: true, force: true })
}
console.log(`${missed} not found in ${values.seeds} seeds`)
process.exitCode = missed === 0 ? 0 : 1
