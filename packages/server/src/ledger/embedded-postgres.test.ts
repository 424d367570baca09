import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

const isRoot = process.getuid?.() === 0
let folder: string
let dataDir: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-embedded-'))
  await chmod(folder, 0o711)
  dataDir = join(folder, 'postgres')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

// The tests follow one another on one data directory, like the days of a till.
describe('embedded PostgreSQL', { timeout: 60_000 }, () => {
  test('the first start makes a durable database with a secret password', async () => {
    const postgres = await start()
    expect(await query(postgres.url, 'SHOW fsync')).toBe('on')
    expect(await query(postgres.url, 'SHOW server_encoding')).toBe('UTF8')
    expect(await query(postgres.url, 'SELECT datcollate FROM pg_database WHERE datname = current_database()')).toBe('C')
    expect((await stat(`${dataDir}.password`)).mode & 0o777).toBe(0o600)
    const wrong = new URL(postgres.url)
    wrong.password = 'guess'
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    await query(postgres.url, 'CREATE TABLE days (name text)')
    await addDay(postgres.url, 'first')
  })

  test('a later start keeps the data', async () => {
    const before = await start()
    await before.stop()
    await expect(days(before.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const postgres = await start()
    expect(await days(postgres.url)).toBe('first')
  })

  test('a server that another live process runs is shared, and not stopped', async () => {
    const { url } = await startInOtherProcess()
    const postgres = await start()
    expect(postgres.url).toBe(url)
    await postgres.stop()
    expect(await days(url)).toBe('first')
  })

  test('two processes that start at the same moment have one server', async () => {
    const [one, other] = await Promise.all([startInOtherProcess(), startInOtherProcess()])
    expect(one.url).toBe(other.url)
    expect(await days(one.url)).toBe('first')
  })

  test('a server that outlived its killed process is taken over, and stopped', async () => {
    const { child, url } = await startInOtherProcess()
    await kill(child)
    expect(await days(url)).toBe('first')
    const postgres = await start()
    expect(postgres.url).toBe(url)
    await postgres.stop()
    await expect(days(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('after a kill of process and server alike, everything that was committed is there', async () => {
    const { child, url } = await startInOtherProcess()
    await addDay(url, 'second')
    await kill(child)
    process.kill(await postmasterPid(), 'SIGKILL')
    const postgres = await start()
    expect(await days(postgres.url)).toBe('first,second')
  })

  test('after a kill of the server alone, its process starts it again', async () => {
    const broken = await start()
    await addDay(broken.url, 'third')
    process.kill(await postmasterPid(), 'SIGKILL')
    await broken.stop()
    const postgres = await start()
    expect(await days(postgres.url)).toBe('first,second,third')
  })

  test('a pid file whose pid belongs to another program by now is no hindrance', async () => {
    const other = spawn('sleep', ['60'], isRoot ? { uid: 65534, gid: 65534 } : {})
    onTestFinished(() => kill(other))
    await writeFile(join(dataDir, 'postmaster.pid'), `${other.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`)
    const postgres = await start()
    expect(await days(postgres.url)).toBe('first,second,third')
  })

  test('a taken port is an error that says so', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const failure = startEmbeddedPostgres({ dataDir, port })
    await expect(failure).rejects.toMatchObject({
      code: 'embedded_postgres_failed',
      message: expect.stringContaining(`Choose another port than ${port}`),
    })
  })

  test('a lost password is an error that says where it was', async () => {
    const password = await readFile(`${dataDir}.password`)
    await rm(`${dataDir}.password`)
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'embedded_postgres_password_missing',
      message: expect.stringContaining(`${dataDir}.password`),
    })
    await writeFile(`${dataDir}.password`, password, { mode: 0o600 })
  })

  test.runIf(isRoot)('where root has closed the folder to others, the data is kept elsewhere', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'docket-closed-'))
    onTestFinished(() => rm(closed, { recursive: true }))
    const said: string[] = []
    const postgres = await startEmbeddedPostgres({ dataDir: join(closed, 'postgres'), log: (line) => said.push(line) })
    const place = /the data is kept in (\S+)/.exec(said.join('\n'))?.[1] ?? ''
    onTestFinished(() => rm(place, { recursive: true }))
    onTestFinished(() => postgres.stop())
    expect(place).toMatch(/^\/var\/lib\/docket\//)
    expect(await query(postgres.url, 'SHOW data_directory')).toBe(join(place, 'postgres'))
  })
})

async function start(): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir })
  onTestFinished(() => postgres.stop())
  return postgres
}

async function startInOtherProcess(): Promise<{ child: ChildProcess; url: string }> {
  const source = `
    const { startEmbeddedPostgres } = await import(process.argv[1])
    const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] })
    console.log(postgres.url)
    process.once('SIGTERM', () => postgres.stop().then(() => process.exit()))
    setInterval(() => {}, 60_000)`
  const module = new URL('./embedded-postgres.ts', import.meta.url).href
  const args = ['--conditions=@docket/source', '--input-type=module', '-e', source, module, dataDir]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => kill(child, 'SIGTERM'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: line.toString().trim() }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
}

async function addDay(url: string, name: string): Promise<void> {
  await query(url, `INSERT INTO days VALUES ('${name}')`)
}

function days(url: string): Promise<unknown> {
  return query(url, "SELECT string_agg(name, ',' ORDER BY name) FROM days")
}

/** The first field of the first row. */
async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return Object.values(rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}
