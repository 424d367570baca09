import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createShopRepository, type ShopRepository } from '../../test/shop-repository.ts'
import { checkOut } from './check-out.ts'

let shop: ShopRepository

beforeAll(async () => {
  shop = await createShopRepository()
  await shop.commit({ 'readme.md': 'nothing yet' })
  await shop.commit({ 'src/order.ts': 'then', 'payloads/index.ts': 'then' })
  await shop.commit({ 'src/order.ts': 'now', 'payloads/index.ts': 'now' })
})
afterAll(() => shop.remove())

test('[EVO4] a folder is what it was, with the packages of the repository as they were and the others as they are', async () => {
  const then = await checkOut(join(shop.folder, 'src'), 'HEAD~1')
  onTestFinished(() => then.remove())
  expect(await readFile(join(then.path, 'order.ts'), 'utf8')).toBe('then')
  const modules = join(then.path, '..', 'node_modules')
  expect(await readFile(join(modules, '@shop', 'payloads', 'index.ts'), 'utf8')).toBe('then')
  expect(await readdir(modules)).toEqual(['@docket', '@shop', 'zod'])
  expect(await readFile(join(shop.folder, 'src', 'order.ts'), 'utf8')).toBe('now')
  then.remove()
  await expect(stat(then.path)).rejects.toMatchObject({ code: 'ENOENT' })
  // What is linked is left alone.
  expect(await readFile(join(shop.folder, 'node_modules', 'zod', 'package.json'), 'utf8')).not.toBe('')
})

test('[EVO4] what was elsewhere then is named by its path', async () => {
  const then = await checkOut(shop.order, 'HEAD~1:payloads')
  onTestFinished(() => then.remove())
  expect(await readFile(join(then.path, 'index.ts'), 'utf8')).toBe('then')
  await expect(checkOut(shop.order, 'HEAD:order.ts')).rejects.toMatchObject({ code: 'definitions_missing' })
})

test('[EVO4] what cannot be had is said, and what to do', async () => {
  await expect(checkOut(shop.order, 'nowhere')).rejects.toMatchObject({ code: 'ref_unknown' })
  await expect(checkOut(shop.order, '--all')).rejects.toMatchObject({ code: 'ref_unknown' })
  await expect(checkOut(shop.order, 'HEAD~2')).rejects.toMatchObject({
    code: 'definitions_missing',
    message: expect.stringContaining(join('src', 'order.ts')) as string,
  })
  const folder = await mkdtemp(join(tmpdir(), 'docket-no-repository-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'src', 'order.ts'), '')
  await expect(checkOut(join(folder, 'src', 'order.ts'), 'main')).rejects.toMatchObject({ code: 'repository_missing' })
})

test('[EVO4] what is installed and in git is that of then', async () => {
  const link = join(shop.folder, 'node_modules', '@shop', 'kept')
  await mkdir(link)
  await writeFile(join(link, 'index.js'), 'then')
  shop.git('add', '--force', link)
  await shop.commit({})
  await writeFile(join(link, 'index.js'), 'now')
  const then = await checkOut(shop.order, 'HEAD')
  onTestFinished(() => then.remove())
  const kept = join(then.path, '..', '..', 'node_modules', '@shop', 'kept', 'index.js')
  expect(await readFile(kept, 'utf8')).toBe('then')
})
