import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
let folder: string

// Each call starts Node anew.
vi.setConfig({ testTimeout: 30_000 })

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'create-docket-')))
  onTestFinished(() => rm(folder, { recursive: true }))
})

function createDocket(args: readonly string[], { userAgent = '', cwd = folder } = {}) {
  const env = { ...process.env, npm_config_user_agent: userAgent }
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('it says in three lines what to do next, for the package manager that ran it', () => {
  const pnpm = createDocket(['my-app'], { userAgent: 'pnpm/12.21.0 npm/? node/v24.21.0 linux x64' })
  expect(pnpm).toMatchObject({ status: 0, stderr: '' })
  expect(pnpm.stdout).toMatch(/^cd my-app && pnpm install\npnpm start .*\npnpm test .*\n$/)
  const npm = createDocket(['other'], { userAgent: 'npm/11.19.1 node/v24.21.0 linux x64 workspaces/false' })
  expect(npm.stdout).toMatch(/^cd other && npm install\nnpm start .*\nnpm test .*\n$/)
})

test('it makes an application of the folder in which somebody stands', async () => {
  const cwd = join(folder, 'here')
  await mkdir(cwd)
  expect(createDocket(['.'], { cwd }).stdout).toMatch(/^npm install\n/)
  expect(await readdir(cwd)).toContain('package.json')
})

test('its errors have a code, and nothing is made', async () => {
  expect(createDocket(['My App'])).toMatchObject({ status: 1, stderr: /^name_invalid: "My App"/ })
  expect(createDocket(['my-app', '--tenant', 'a/b'])).toMatchObject({ status: 1, stderr: /^tenant_invalid: "a\/b"/ })
  expect(createDocket([])).toMatchObject({ status: 1, stderr: /^usage_invalid: / })
  expect(createDocket(['my-app', '--colour'])).toMatchObject({ status: 1, stderr: /^usage_invalid: / })
  expect(createDocket(['--help']).stdout).toMatch(/--tenant <tenant>/)
  expect(await readdir(folder)).toEqual([])
})
