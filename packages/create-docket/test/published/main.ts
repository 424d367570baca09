import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium } from '@docket/test-support/chromium'
import { build, pack } from '../pack.ts'
import { tryApplication } from '../try-application.ts'
import { installers, type Tarballs } from './install-from.ts'

// What somebody does who has never seen Docket: create, install, check, start and use, from the packages as they would
// be published. It needs the network, for all that is not ours.
const { values } = parseArgs({ options: { with: { type: 'string' } } })
const executablePath = findChromium()
if (executablePath === undefined) throw new Error('No Chromium on PATH and no CHROMIUM_PATH')

const folder = await mkdtemp(join(tmpdir(), 'create-docket-'))
// For root, Postgres runs as somebody else, who must get through.
await chmod(folder, 0o711)
try {
  step('pack')
  await build()
  const tarballs: Tarballs = {
    '@docket/core': await pack('@docket/core', folder),
    '@docket/react': await pack('@docket/react', folder),
    '@docket/server': await pack('@docket/server', folder),
    'create-docket': await pack('create-docket', folder),
  }
  for (const installer of installers.filter(({ name }) => values.with === undefined || values.with === name)) {
    const { name } = installer
    const onStep = (what: string): void => step(`${name}: ${what}`)
    const empty = join(folder, name)
    await mkdir(empty)
    onStep('create')
    const printed = await installer.create(empty, tarballs)
    console.log(printed)
    if (!printed.includes(`&& ${name} install`)) throw new Error(`It should say what to do with ${name}`)
    const application = join(empty, 'my-app')
    onStep('install')
    await installer.install(application, tarballs)
    await tryApplication({ folder: application, packageManager: name, executablePath, onStep })
  }
  step('done')
} finally {
  await rm(folder, { recursive: true, force: true })
}

function step(what: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${what}`)
}
