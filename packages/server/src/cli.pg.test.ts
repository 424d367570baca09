import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, runDocket } from '../test/run-docket.ts'
import { accepted, sampleCommit, sampleEvent } from '../test/sample-commits.ts'
import { createTokens } from './auth/tokens.ts'
import { commitGroup } from './ledger/commit-group.ts'
import { startEmbeddedPostgres } from './ledger/embedded-postgres.ts'
import { migrate } from './ledger/migrate.ts'
import { migrations } from './ledger/migrations/migrations.ts'
import { createPool, ping } from './ledger/pool.ts'

const ENTITIES = fileURLToPath(new URL('../test/sample-order.ts', import.meta.url))
const SECRET = 'a secret that is 32 bytes or more'
const EXPORT = ['audit', 'export', '--tenant', 'demo', '--entity', 'order', '--id', 'a']

const { url } = await createTestDatabase()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-cli-'))
  // Postgres does not run as root, so others must be able to enter.
  await chmod(folder, 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

function docket(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return runDocket(folder, args, environment)
}

async function fill(database: string): Promise<void> {
  const pool = await createPool(database)
  await migrate(pool)
  const types = ['item_added', 'paid', 'item_added']
  const events = types.map((type) => accepted(sampleEvent({ type, payload: { name: 'soup' } })))
  await commitGroup(pool, [sampleCommit({ tenant: 'demo', entity: 'order', id: 'a' }, { events })])
  await pool.end()
}

describe('with DATABASE_URL', () => {
  const environment = { DATABASE_URL: url, NODE_ENV: 'production' }

  test('migrates, once, and is needed before an export', async () => {
    expect(await docket(EXPORT, environment)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^database_older: /),
    })
    const all = Object.keys(migrations).join(', ')
    expect(await docket(['migrate'], environment)).toMatchObject({ code: 0, stdout: `Migrated: ${all}\n` })
    expect(await docket(['migrate'], environment)).toMatchObject({ code: 0, stdout: 'The schema is up to date\n' })
    await fill(url)
  })

  test('exports an audit trail, explained where the definitions are at hand', async () => {
    const plain = await docket(EXPORT, environment)
    expect([plain.code, plain.stderr]).toEqual([0, ''])
    expect(JSON.parse(plain.stdout)).toMatchObject({ seq: 3, events: [{ event_type: 'order.item_added' }, {}, {}] })
    const explained = await docket([...EXPORT, '--entities', ENTITIES, '--format', 'ndjson'], environment)
    const lines = explained.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { effect?: string })
    expect(lines[0]).toMatchObject({ state: { status: 'paid', items: ['soup'] } })
    expect(lines.slice(1).map((event) => event.effect)).toEqual(['applied', 'applied', 'no_effect'])
  })

  test('[AUD7] exports bundles of an entity and of a period, with the server key alone, and verifies them', async () => {
    const signed = { ...environment, DOCKET_SIGNING_KEY: Buffer.alloc(32, 3).toString('base64') }
    const file = join(folder, 'order.zip')
    expect(await docket([...EXPORT, '--format', 'bundle'], environment)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^signing_key_missing: /),
    })
    const out = ['--format', 'bundle', '--entities', ENTITIES, '--out', file]
    expect(await docket([...EXPORT, ...out], signed)).toEqual({ code: 0, stdout: '', stderr: '' })
    const verified = await docket(['audit', 'verify', file, '--json'], {})
    expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([
      0,
      { whole: true, records: 3, first_bad: null },
    ])
    const period = ['--from', '2020-01-01T00:00:00Z', '--to', '2999-01-01T00:00:00Z']
    expect((await docket(['audit', 'export', '--tenant', 'demo', ...period, ...out], signed)).code).toBe(0)
    const other = Buffer.alloc(32, 4).toString('base64')
    expect(await docket(['audit', 'verify', file, '--key', other], {})).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('NOT WHOLE. wrong_signature'),
    })
    expect(await docket(['audit', 'verify', '--tenant', 'demo', '--entities', ENTITIES], environment)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('state_not_explained'),
    })
    expect(await docket(['audit', 'verify', '--tenant', 'demo'], environment)).toMatchObject({ code: 0 })
    await rm(file)
  })

  test('writes a whole file or none', async () => {
    const file = join(folder, 'trail.csv')
    expect(await docket([...EXPORT, '--format', 'csv', '--out', file], environment)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    expect((await readFile(file, 'utf8')).trimEnd().split('\r\n')).toHaveLength(4)
    const nowhere = await docket([...EXPORT, '--out', join(folder, 'no', 'trail.json')], environment)
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/^ENOENT: /) })
    expect(await readdir(folder)).toEqual(['trail.csv'])
  })

  test('shows a state, now and then', async () => {
    const show = ['show', '--tenant', 'demo', '--entity', 'order', '--id', 'a']
    const pool = await createPool(url)
    const { rows } = await pool.query<{ at: Date }>(
      `select occurred_at as at from docket.audit_events where event_type = 'order.item_added' order by event_id limit 1`,
    )
    await pool.end()
    const first = rows[0]?.at ?? new Date(Number.NaN)
    const at = (ms: number) => ['--at', new Date(first.getTime() + ms).toISOString(), '--entities', ENTITIES]
    const [now, then, before, undefinedThen] = await Promise.all([
      docket([...show, '--entities', ENTITIES], environment),
      docket([...show, ...at(0)], environment),
      docket([...show, ...at(-60_000)], environment),
      docket([...show, '--at', first.toISOString()], environment),
    ])
    expect(JSON.parse(now.stdout)).toMatchObject({ status: 'paid', items: ['soup'] })
    expect(then).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(then.stdout)).toMatchObject({ items: ['soup'] })
    expect(before).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^not_found: /) })
    expect(undefinedThen).toMatchObject({ code: 1, stderr: expect.stringMatching(/^definition_missing: /) })
  })
})

test('tokens are signed with the secret of the server', async () => {
  const args = [
    'token',
    '--tenant',
    'cafe',
    '--sub',
    'till-1',
    '--role',
    'device',
    '--device',
    'till-1',
    '--expires-in',
    '5m',
  ]
  const { stdout } = await docket(args, { DOCKET_AUTH_SECRET: SECRET })
  const principal = await createTokens({ kind: 'secret', secret: SECRET }).verify(stdout.trim())
  expect(principal).toMatchObject({ subject: 'till-1', tenant: 'cafe', roles: ['device'], device: 'till-1' })
  expect(principal.expiresAtMs - Date.now()).toBeGreaterThan(280_000)
})

test('an error is a line with its code', async () => {
  const refused = `postgres://ann:sesame@127.0.0.1:${await freePort()}/shop`
  const cases: [string[], Record<string, string>, string][] = [
    [EXPORT, {}, 'database_missing'],
    [EXPORT, { DATABASE_URL: refused }, 'database_unreachable'],
    [[...EXPORT.slice(0, -1), 'b'], { DATABASE_URL: url }, 'not_found'],
    [[...EXPORT, '--format', 'pdf'], { DATABASE_URL: url }, 'usage_invalid'],
    [EXPORT.slice(0, -2), { DATABASE_URL: url }, 'usage_invalid'],
    [['audit', 'verify'], {}, 'usage_invalid'],
    [['token', '--tenant', 'cafe', '--sub', 'ann'], {}, 'secret_missing'],
    [['start'], { NODE_ENV: 'production' }, 'auth_not_configured'],
  ]
  const all = await Promise.all(cases.map(([args, environment]) => docket(args, environment)))
  for (const [index, [args, , code]] of cases.entries()) {
    const ended = all[index]
    expect(ended, args.join(' ')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^${code}: .+\n$`)),
    })
    expect(ended?.stderr).not.toContain('sesame')
  }
})

test('[TRN10] notifications come from the modules of entities, and from the command line before them', async () => {
  const modules = join(folder, 'entities')
  await mkdir(modules)
  await writeFile(
    join(modules, 'registry.mjs'),
    `import { defineNotifications } from ${JSON.stringify(import.meta.resolve('@docket/core'))}
    export { sampleOrder } from ${JSON.stringify(pathToFileURL(ENTITIES).href)}
    export const notifications = defineNotifications({ order: 'electric' })`,
  )
  const start = ['start', '--entities', modules]
  const failures = await Promise.all(
    [start, [...start, '--notification', 'order=redis'], [...start, '--notification', 'meun=polling']].map((args) =>
      docket(args, { DATABASE_URL: url }),
    ),
  )
  expect(failures.map(({ code, stderr }) => [code, stderr.replace(/ The notifications .* not valid\./, '')])).toEqual([
    [1, 'notifications_invalid: order=electric needs ELECTRIC_URL\n'],
    [1, 'notifications_invalid: order=redis needs REDIS_URL\n'],
    [1, expect.stringMatching(/^notifications_invalid: order=electric .* meun is no entity .* order\n$/)],
  ])
})

test('exports from an embedded database, whether it runs or not, and leaves it as it was', async () => {
  const embedded = await startEmbeddedPostgres({ dataDir: join(folder, '.docket', 'postgres') })
  await fill(embedded.url)
  const whileItRuns = await docket(EXPORT)
  expect([whileItRuns.code, whileItRuns.stderr]).toEqual([0, ''])
  const pool = await createPool(embedded.url)
  await ping(pool)
  await pool.end()
  await embedded.stop()
  const afterwards = await docket(EXPORT)
  expect([afterwards.code, afterwards.stderr]).toEqual([0, ''])
  const withoutTime = (text: string) => text.replace(/"exported_at":"[^"]+"/, '')
  expect(withoutTime(afterwards.stdout)).toBe(withoutTime(whileItRuns.stdout))
  await expect(createPool(embedded.url)).rejects.toMatchObject({ code: 'database_unreachable' })
})
