import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, describe as group, onTestFinished, test, vi } from 'vitest'
import { program } from '../src/cli/program.ts'
import { type Generated, generate } from '../src/generate.ts'
import { writeFiles } from '../src/write/write-files.ts'
import { outFolder } from './out-folder.ts'
import { runTool } from './run-tool.ts'
import { describe, TRIED, type Tried } from './tried-descriptions.ts'

const LONG_MS = 120_000

const folder = await outFolder('descriptions')
const inputs = new Map<string, string>()
const written: string[] = []
const made = new Map<string, Generated>()

const outOf = (name: string): string => join(folder, name, 'generated')

beforeAll(async () => {
  for (const name of TRIED) {
    const input = await describe(name, join(folder, name))
    const generated = await generate({ input, out: outOf(name) })
    await writeFiles(generated, outOf(name))
    inputs.set(name, input)
    written.push(...[...generated.files.keys(), ...generated.stubs.keys()].map((file) => join(outOf(name), file)))
    made.set(name, generated)
  }
}, LONG_MS)

test('what is generated passes the type check that this project has', { timeout: LONG_MS }, async () => {
  expect(await runTool('tsc', '-p', folder)).toEqual({ code: 0, output: '' })
})

test('what is generated is formatted, and passes Biome', { timeout: LONG_MS }, async () => {
  // The folder is ignored by git, and so would be here.
  const { code, output } = await runTool('biome', 'check', '--vcs-enabled=false', '--error-on-warnings', ...written)
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(output).toContain(`Checked ${written.length} files`)
})

test('what is generated awaits what it promises', { timeout: LONG_MS }, async () => {
  const { code, output } = await runTool('oxlint', '--type-aware', '--no-ignore', '--deny-warnings', ...written)
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(output).toContain(`on ${written.length} files`)
})

/** Where each description is told something else, and what. */
const CHANGES: Readonly<Record<Tried, readonly [file: string, from: string, to: string]>> = {
  petstore: ['openapi.json', '"delivered"', '"delivereD"'],
  fastapi: ['openapi.json', '"maxLength": 255', '"maxLength": 254'],
  github: ['openapi.json', '"issues/get-milestone"', '"issues/get-milestones"'],
  stripe: ['openapi.json', '"maxLength": 5000', '"maxLength": 5001'],
  booking: ['schemas/common.yaml', '[A-Z]{3}', '[A-Z]{2}'],
  library: ['schemas/loan.yaml', 'lost', 'torn'],
}

group.each(TRIED)('%s', (name) => {
  const check = async (): Promise<void> => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    await program().parseAsync([inputs.get(name) ?? '', '--out', outOf(name), '--check'], { from: 'user' })
  }

  test('generated again, nothing is different', { timeout: LONG_MS }, async () => {
    const again = await generate({ input: inputs.get(name) ?? '', out: outOf(name) })
    expect([...again.files]).toEqual([...(made.get(name)?.files ?? [])])
    expect([...again.stubs]).toEqual([...(made.get(name)?.stubs ?? [])])
  })

  test('--check fails when a byte of a file is different, and passes again', { timeout: LONG_MS }, async () => {
    const file = join(outOf(name), 'client/docket.ts')
    const before = await readFile(file, 'utf8')
    await appendFile(file, ' ')
    await expect(check()).rejects.toMatchObject({
      code: 'generated_stale',
      message: expect.stringContaining('client/docket.ts is not what the description says') as string,
    })
    await writeFile(file, before)
    await check()
  })

  test('--check fails when the description says something else', { timeout: LONG_MS }, async () => {
    const [file, from, to] = CHANGES[name]
    const path = join(folder, name, file)
    const before = await readFile(path, 'utf8')
    expect(before.includes(from)).toBe(true)
    await writeFile(path, before.replace(from, to))
    onTestFinished(() => writeFile(path, before))
    await expect(check()).rejects.toMatchObject({ code: 'generated_stale' })
  })
})
