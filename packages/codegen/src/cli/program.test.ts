import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { orders, temporaryDescription } from '../../test/temporary-description.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const SOURCES = '--conditions=@docket/source'

vi.setConfig({ testTimeout: 60_000 })

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function codegen(folder: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SOURCES, CLI, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

test('[GEN4] --check writes nothing, and fails when the files are not what the description says', async () => {
  const { folder, out, write } = temporaryDescription(orders({}))
  const before = await codegen(folder, 'openapi.yaml', '--check')
  expect(before).toMatchObject({ code: 1, stdout: '' })
  expect(before.stderr).toMatch(/^generated_stale: client\/call-api\.ts is missing\n/)
  expect(before.stderr).toContain('Run docket-codegen openapi.yaml --out src/generated, and commit what it writes')
  expect(existsSync(out)).toBe(false)

  const made = await codegen(folder, 'openapi.yaml')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toMatch(
    /^1 entities and 0 APIs in \d+ files of src\/generated \(.* s\)\nyours from now on: \.\.\/own\/order\.ts/,
  )
  expect(await codegen(folder, 'openapi.yaml', '--check')).toMatchObject({ code: 0 })

  write('openapi.yaml', orders({ schemas: 'Guest: { type: object }' }))
  const after = await codegen(folder, 'openapi.yaml', '--check')
  expect(after.code).toBe(1)
  expect(after.stderr).toContain('schemas/guest.ts is missing')
})

test('what is wrong is told in lines, with exit code 1 and no stack', async () => {
  const { folder } = temporaryDescription(orders({ sync: 'mode: none\nretention: 1' }))
  const { code, stderr } = await codegen(folder, 'openapi.yaml')
  expect(code).toBe(1)
  expect(stderr).toBe(
    'openapi.yaml:7:7 x_sync_invalid: x-sync has no "retention"; it has mode, entity, schema, status, events, summary, notification, retention_days\n' +
      'openapi.yaml:6:7 x_sync_invalid: mode is "none"; write events or api\n',
  )
})

test('--watch generates again when a file of the description changes, and goes on after a mistake', async () => {
  const { folder, out, write } = temporaryDescription(orders({ schemas: 'Guest: { $ref: "./guest.yaml" }' }), {
    'guest.yaml': 'type: string',
  })
  const child = spawn(process.execPath, [SOURCES, CLI, 'openapi.yaml', '--watch'], { cwd: folder })
  onTestFinished(() => void child.kill())
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const guest = (): string => readFileSync(join(out, 'schemas/guest.ts'), 'utf8')
  const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 })
  await until(() => expect(said).toContain('watching 2 files'))
  expect(guest()).toContain('z.string()')
  write('guest.yaml', 'type: text')
  await until(() => expect(said).toContain('guest.yaml:1:1 schema_invalid'))
  expect(guest()).toContain('z.string()')
  write('guest.yaml', 'type: boolean')
  await until(() => expect(guest()).toContain('z.boolean()'))
})
