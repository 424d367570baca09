import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createStore, type Entity } from '@docket/core'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
// Inside a package that has all of ours, React and zod.
const folder = join(root, 'examples/pos/node_modules/.cache/readme')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const jobs = readFileSync(join(root, 'docs/jobs.md'), 'utf8')

/** The code blocks of a page; the first line of each names its file. */
function snippetsOf(page: string): { readonly name: string; readonly code: string }[] {
  return [...page.matchAll(/```tsx?\n\/\/ ([\w-]+\.tsx?)[^\n]*\n([\s\S]*?)```/g)].map(([, name = '', code = '']) => ({
    name,
    code,
  }))
}

const snippets = [readme, jobs].flatMap(snippetsOf)

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { name, code } of snippets) writeFileSync(join(folder, name), code)
  const tsconfig = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: { noEmit: true, jsx: 'react-jsx', lib: ['es2025', 'dom', 'dom.iterable'], types: ['node'] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
})

test('every block of code has a name', () => {
  expect(snippetsOf(readme).map(({ name }) => name)).toEqual(['order.ts', 'table.tsx', 'rules.ts', 'server.ts'])
  expect(`${readme}${jobs}`.match(/```tsx?/g)).toHaveLength(snippets.length)
  expect(new Set(snippets.map(({ name }) => name)).size).toBe(snippets.length)
})

test('they pass the strict settings of this repository', () => {
  const { stdout, error } = spawnSync('tsc', ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
  })
  expect(error).toBeUndefined()
  // One check for page and server: what it says of our own sources, which are each for one of them, is not about these.
  expect(stdout.split('\n').filter((line) => /^[\w-]+\.tsx?\(/.test(line))).toEqual([])
}, 60_000)

test('the entity of the README works', async () => {
  const { order } = (await import(pathToFileURL(join(folder, 'order.ts')).href)) as { order: Entity }
  const store = createStore({ tenant: 'demo', user: 'ann', device: 'till-1', entities: [order] })
  const doc = store.open(order, 'o-1')
  doc.record('created', { table_number: 5 })
  doc.record('item_added', { item: { id: 'a', name: 'Coffee', quantity: 1, price_minor: 280 } })
  expect(doc.state).toMatchObject({ table_number: 5, items: [{ name: 'Coffee' }] })
  expect(() => doc.record('created', { table_number: -1 })).toThrow('payload')
  await store.close()
})

test('the two commands of the README are scripts', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  expect(readme).toMatch(/^npm start/m)
  expect(readme).toMatch(/^npm test/m)
  for (const name of ['start', 'test', 'docket']) expect(scripts[name]).toBeDefined()
})
