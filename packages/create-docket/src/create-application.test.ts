import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isNamePart } from '@docket/core'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createApplication } from './create-application.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'create-docket-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

const create = (name: string, tenant = 'demo', packageManager: 'npm' | 'pnpm' = 'npm') =>
  createApplication({ folder: join(folder, name), tenant, packageManager })
const read = (path: string) => readFile(join(folder, path), 'utf8')

test('an application has its name, its tenant and nothing of where the template is worked on', async () => {
  await create('deep/my-app', 'acme')
  expect(await readdir(folder)).toEqual(['deep'])
  expect(await readdir(join(folder, 'deep'))).toEqual(['my-app'])
  const made = await readdir(join(folder, 'deep/my-app'))
  expect(made).toEqual(expect.arrayContaining(['.gitignore', '.dockerignore', '.env.example', 'package.json', 'src']))
  for (const name of ['gitignore', 'node_modules', 'dist', '.docket']) expect(made).not.toContain(name)
  expect(JSON.parse(await read('deep/my-app/package.json'))).toMatchObject({ name: 'my-app' })
  expect(await read('deep/my-app/src/session/people.ts')).toContain("const TENANT = 'acme'")
  expect(await read('deep/my-app/README.md')).toMatch(/^# my-app\n[\s\S]*--tenant acme/)
})

test('others may enter it as far as the umask allows', async () => {
  await mkdir(join(folder, 'as-made'))
  await create('my-app')
  expect((await stat(join(folder, 'my-app'))).mode).toBe((await stat(join(folder, 'as-made'))).mode)
})

test('the README names the commands of the package manager, and commands that there are', async () => {
  await create('with-npm', 'demo', 'npm')
  await create('with-pnpm', 'demo', 'pnpm')
  const { scripts } = JSON.parse(await read('with-npm/package.json')) as { scripts: Record<string, string> }
  const npm = await read('with-npm/README.md')
  const pnpm = await read('with-pnpm/README.md')
  const named = [...npm.matchAll(/npm (?:run )?(?:--silent )?([\w-]+)/g)].map(([, name = '']) => name)
  expect(new Set(named)).toEqual(new Set(['install', 'start', 'test', 'dev', 'typecheck', 'docket']))
  for (const name of named) if (name !== 'install') expect(scripts[name], name).toBeDefined()
  expect(pnpm).toContain('    pnpm docket token --tenant')
  // What is called inside of a container is not whoever made the application.
  expect(pnpm.match(/(?<!p)npm .*/g)).toEqual([expect.stringMatching(/^npm run --silent docket/)])
})

test.each([
  ['is empty', []],
  ['has a .git alone', ['.git']],
])('a folder that %s becomes the application', async (_, names) => {
  const target = join(folder, 'my-app')
  for (const name of ['', ...names]) await mkdir(join(target, name))
  const { ino } = await stat(target)
  await create('my-app')
  expect((await stat(target)).ino).toBe(ino)
  expect(await readdir(target)).toEqual(expect.arrayContaining(['package.json', ...names]))
  expect(await readdir(folder)).toEqual(['my-app'])
})

test('what is not empty is left alone', async () => {
  await mkdir(join(folder, 'full'))
  await writeFile(join(folder, 'full/letter'), '')
  await writeFile(join(folder, 'file'), '')
  await expect(create('full')).rejects.toMatchObject({ code: 'folder_not_empty', message: /letter/ })
  await expect(create('file')).rejects.toMatchObject({ code: 'folder_not_writable' })
  await expect(create('file/my-app')).rejects.toMatchObject({ code: 'folder_not_writable' })
  expect(await readdir(folder, { recursive: true })).toEqual(['file', 'full', 'full/letter'])
})

test('of several at once one makes it, and the others leave nothing behind', async () => {
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => create('my-app')))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'folder_not_empty' })
  }
  expect(await readdir(folder)).toEqual(['my-app'])
})

test.each(['My-App', 'my app', '.hidden', 'ä'])('"%s" is no name', async (name) => {
  await expect(create(name)).rejects.toMatchObject({ code: 'name_invalid' })
  expect(await readdir(folder)).toEqual([])
})

test.each(['', 'a/b', 'a b', "a'", 'a'.repeat(65), 'Acme_1-x'])(
  '"%s" is a tenant here if it is one for Docket',
  async (tenant) => {
    const made = await create('my-app', tenant).then(
      () => true,
      (error: unknown) => expect(error).toMatchObject({ code: 'tenant_invalid' }),
    )
    expect(made === true).toBe(isNamePart(tenant))
  },
)
