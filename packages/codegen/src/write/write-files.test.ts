import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { orders, temporaryDescription } from '../../test/temporary-description.ts'
import { generate } from '../generate.ts'
import { staleFiles } from './stale-files.ts'
import { OutFolderTakenError, writeFiles } from './write-files.ts'

const EVENTS = 'mode: events\nevents:\n  - item_added\n  - { name: fired, payload: { type: object } }'

async function write(options: { readonly input: string; readonly out: string }) {
  const generated = await generate(options)
  return { generated, written: await writeFiles(generated, options.out) }
}

test('[GEN1] the same description gives the same files; what is no longer described goes', async () => {
  const {
    input,
    out,
    write: change,
    folder,
  } = temporaryDescription(orders({ sync: EVENTS, schemas: 'Guest: { type: object }' }))
  const first = await write({ input, out })
  const second = await write({ input, out })
  expect(second.generated.files).toEqual(first.generated.files)
  expect(existsSync(join(out, 'schemas/guest.ts'))).toBe(true)
  change('openapi.yaml', orders({ sync: EVENTS }))
  await write({ input, out })
  expect(existsSync(join(out, 'schemas/guest.ts'))).toBe(false)
  expect(readdirSync(join(folder, 'src')).toSorted()).toEqual(['generated', 'own'])
})

test('[GEN3] what the application owns is written once, and never again', async () => {
  const { input, out, folder } = temporaryDescription(orders({ sync: EVENTS }))
  expect((await write({ input, out })).written.stubs).toEqual(['../own/order.ts'])
  const own = join(folder, 'src/own/order.ts')
  expect(readFileSync(own, 'utf8')).toContain('say what "fired" does to the state')
  writeFileSync(own, '// mine')
  rmSync(out, { recursive: true })
  expect((await write({ input, out })).written.stubs).toEqual([])
  expect(readFileSync(own, 'utf8')).toBe('// mine')
})

test('[GEN2] a folder with files of somebody else is left as it is', async () => {
  const {
    input,
    out,
    write: change,
    folder,
  } = temporaryDescription(orders({ sync: EVENTS }), { 'src/generated/mine.ts': '// mine' })
  change('src/generated/deep/er.ts', '// mine too')
  await expect(write({ input, out })).rejects.toThrow(OutFolderTakenError)
  expect(readdirSync(out, { recursive: true }).toSorted()).toEqual(['deep', 'deep/er.ts', 'mine.ts'])
  expect(readdirSync(join(folder, 'src'))).toEqual(['generated'])
})

test('[GEN2] a description that became wrong leaves what was generated before', async () => {
  const { input, out, write: change, folder } = temporaryDescription(orders({ sync: EVENTS }))
  const { generated } = await write({ input, out })
  change('openapi.yaml', orders({ sync: 'mode: nothing' }))
  await expect(write({ input, out })).rejects.toThrow('x_sync_invalid')
  expect(await staleFiles(generated, out)).toEqual([])
  expect(readdirSync(join(folder, 'src')).toSorted()).toEqual(['generated', 'own'])
})

test('[GEN4] what is stale is named: changed, missing, no longer made, or yours and gone', async () => {
  const { input, out, folder } = temporaryDescription(orders({ sync: EVENTS }))
  const { generated } = await write({ input, out })
  expect(await staleFiles(generated, out)).toEqual([])
  const header = readFileSync(join(out, 'schemas/item.ts'), 'utf8')
  writeFileSync(join(out, 'schemas/item.ts'), `${header}\n`)
  writeFileSync(join(out, 'schemas/left-over.ts'), header)
  rmSync(join(out, 'hooks/order.ts'))
  rmSync(join(folder, 'src/own'), { recursive: true })
  expect(await staleFiles(generated, out)).toEqual([
    'hooks/order.ts is missing',
    'schemas/item.ts is not what the description says',
    'schemas/left-over.ts is no longer made',
    '../own/order.ts is missing',
  ])
})
