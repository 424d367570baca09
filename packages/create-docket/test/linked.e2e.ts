import { chmod, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from '@docket/test-support/chromium'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { build, PACKAGES, pack, ROOT } from './pack.ts'
import { run } from './run.ts'
import { tryApplication } from './try-application.ts'

// Everything but the registry: what is installed here takes the place of what would be installed there.
const MODULES = join(ROOT, PACKAGES['create-docket'], 'node_modules')

beforeAll(build)

test('a packed create-docket makes an application that passes its own checks and works', {
  timeout: 300_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'create-docket-'))
  // For root, Postgres runs as somebody else, who must get through.
  await chmod(folder, 0o711)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await run('tar', ['-xzf', await pack('create-docket', folder)], { cwd: folder })
  await symlink(MODULES, join(folder, 'package/node_modules'))

  const printed = await run(process.execPath, ['package/dist/cli.js', 'my-app', '--tenant', 'acme'], {
    cwd: folder,
    env: { npm_config_user_agent: 'npm/11.19.1 node/v24.21.0 linux x64' },
  })
  expect(printed).toMatch(/^cd my-app && npm install\nnpm start .*\nnpm test .*\n$/)
  const application = join(folder, 'my-app')
  expect(JSON.parse(await readFile(join(application, 'package.json'), 'utf8'))).toMatchObject({ name: 'my-app' })
  expect(await readFile(join(application, '.gitignore'), 'utf8')).toContain('.env\n')

  await symlink(MODULES, join(application, 'node_modules'))
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('No Chromium on PATH and no CHROMIUM_PATH')
  await tryApplication({ folder: application, packageManager: 'npm', executablePath })
})
