import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadEntities } from './load-entities.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-entities-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function moduleWith(source: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.mjs`)
  await writeFile(path, source)
  return path
}

test('finds exported entities, in lists too, each once', async () => {
  const path = await moduleWith(`
    const entity = (name) => ({ name, initial: undefined, events: {}, summary: () => ({}) })
    export const order = entity('order'), table = entity('table')
    export const all = [order, table]
    export const other = { name: 'x' }, nothing = null, empty = () => ({})`)
  const { entities, rules } = await loadEntities(path)
  expect(entities.map(({ name }) => name)).toEqual(['order', 'table'])
  expect(rules).toEqual([])
})

test('finds exported rules', async () => {
  const path = await moduleWith(`
    export const order = { name: 'order', initial: undefined, events: {}, summary: () => ({}) }
    export const orderRules = { entity: order, judge: () => undefined }
    export const none = { entity: order }, neither = { judge: () => undefined }`)
  const { rules } = await loadEntities(path)
  expect(rules.map(({ entity }) => entity.name)).toEqual(['order'])
})

test('finds what the modules of a folder export, each once, and not what its tests do', async () => {
  const root = join(folder, 'entities')
  await mkdir(join(root, 'deep'), { recursive: true })
  const entity = (name: string) => `{ name: '${name}', initial: undefined, events: {}, summary: () => ({}) }`
  await writeFile(join(root, 'order.mjs'), `export const order = ${entity('order')}`)
  await writeFile(join(root, 'index.mjs'), `export * from './order.mjs'`)
  await writeFile(join(root, 'deep', 'table.mjs'), `export const table = ${entity('table')}`)
  await writeFile(join(root, 'hooks.mjs'), `export const hook = { name: 'hook', url: 'https://a', secret: 's' }`)
  await writeFile(join(root, 'order.test.mjs'), `throw new Error('a test')`)
  const found = await loadEntities(root)
  expect(found.entities.map(({ name }) => name).sort()).toEqual(['order', 'table'])
  expect(found.files.get('table')).toBe(join(root, 'deep', 'table.mjs'))
  expect(found.webhooks.map(({ name }) => name)).toEqual(['hook'])

  await writeFile(join(root, 'another.mjs'), `export const other = ${entity('table')}`)
  await expect(loadEntities(root)).rejects.toMatchObject({
    code: 'entities_invalid',
    message: expect.stringMatching(/two entities "table", in .*another\.mjs and in .*table\.mjs/) as string,
  })
})

test('finds exported notifications, all together, and no objects that only look like some', async () => {
  const core = JSON.stringify(import.meta.resolve('@docket/core'))
  const path = await moduleWith(`
    import { defineNotifications } from ${core}
    const entity = (name) => ({ name, initial: undefined, events: {}, summary: () => ({}) })
    export const order = entity('order'), menu = entity('menu')
    export const notifications = defineNotifications({ order: 'websocket', menu: 'polling' })
    export const more = [defineNotifications({ order: 'websocket', table: 'redis' })], other = { order: 'polling' }`)
  const found = await loadEntities(path)
  expect(found.notifications).toEqual({ order: 'websocket', menu: 'polling', table: 'redis' })
  expect(found.entities.map(({ name }) => name)).toEqual(['order', 'menu'])
})

test('two notifications of one entity are refused', async () => {
  const core = JSON.stringify(import.meta.resolve('@docket/core'))
  const path = await moduleWith(`
    import { defineNotifications } from ${core}
    export const order = { name: 'order', initial: undefined, events: {}, summary: () => ({}) }
    export const one = defineNotifications({ order: 'websocket' }), two = defineNotifications({ order: 'polling' })`)
  await expect(loadEntities(path)).rejects.toMatchObject({
    code: 'entities_invalid',
    message: expect.stringContaining('two notifications of "order", websocket and polling') as string,
  })
})

test('says why a module is of no use', async () => {
  const cases = [
    [await moduleWith('export const a = 1'), 'exports no entity'],
    [await moduleWith('throw new Error("broken")'), 'cannot be imported: broken'],
    ['./no-such-module.ts', './no-such-module.ts cannot be imported'],
  ] as const
  for (const [path, message] of cases) {
    await expect(loadEntities(path)).rejects.toMatchObject({
      code: 'entities_invalid',
      message: expect.stringContaining(message),
    })
  }
})
