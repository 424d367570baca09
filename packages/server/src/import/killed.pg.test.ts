import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { eventLine, type ImportBench, importBench } from '../../test/import/import-bench.ts'
import { readLedger } from '../../test/ledger.ts'
import { problemsOfLedger } from '../../test/ledger-checks.ts'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { createRandom, type Random } from '../../test/random.ts'
import { waitUntil } from '../../test/wait-until.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const TALLY = fileURLToPath(new URL('../../test/tally.ts', import.meta.url))
const EVENTS = 4_000
const KILLS = 4

const whole = await importBench()
const killed = await importBench()
const ended = await importBench()

/** Many of one time, out of the order of times, some rejected, without effect, or no rows at all. */
function source(random: Random, events: number): string {
  return Array.from({ length: events }, (_, id) => {
    if (random.chance(0.002)) return '{"no row"\n'
    return eventLine({
      id,
      entity_id: `t${random.int(150)}`,
      timestamp: 1_500_000_000_000 + random.int(40) * 60_000,
      user_id: random.pick(['ann', 'bob', null]),
      payload: random.chance(0.01) ? { n: 'none' } : { n: random.int(1_000), isForbidden: random.chance(0.01) },
    })
  }).join('')
}

interface Run {
  kill(signal: 'SIGKILL' | 'SIGTERM'): void
  /** What it wrote to its standard error. */
  stderr(): string
  readonly ended: Promise<unknown>
}

function start(bench: ImportBench): Run {
  const args = [
    'import',
    '--tenant',
    'demo',
    '--entity',
    'tally',
    '--entities',
    TALLY,
    '--from',
    bench.path('a.ndjson'),
  ]
  const child = spawn(
    process.execPath,
    ['--conditions=@docket/source', CLI, ...args, '--skip-bad', '--rejected', bench.path('rejected')],
    {
      cwd: dirname(bench.path('a.ndjson')),
      env: {
        NODE_COMPILE_CACHE: join(tmpdir(), 'docket-compile-cache'),
        PATH: process.env.PATH,
        DATABASE_URL: bench.url,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  return { kill: (signal) => void child.kill(signal), stderr: () => stderr, ended: once(child, 'close') }
}

async function countIn({ pool }: ImportBench): Promise<number> {
  const { rows } = await pool.query<{ found: boolean }>(
    `select to_regclass('docket.audit_events') is not null as found`,
  )
  if (rows[0]?.found !== true) return 0
  const counted = await pool.query<{ count: string }>('select count(*) as count from docket.audit_events')
  return Number(counted.rows[0]?.count)
}

test('[IMP2] killed with -9 at any moment and run again, it leaves what one run leaves', {
  timeout: 180_000,
}, async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`imports that are killed: SEED=${seed}`)
  const random = createRandom(seed)
  const text = source(random, EVENTS)
  for (const bench of [whole, killed]) await bench.write('a.ndjson', text)
  const once = await whole.run('a.ndjson', { skipBad: true, rejected: 'rejected' })

  let interrupted = 0
  for (const at of Array.from({ length: KILLS }, () => random.int(EVENTS)).toSorted((a, b) => a - b)) {
    const run = start(killed)
    let hasEnded = false
    void run.ended.then(() => {
      hasEnded = true
    })
    await waitUntil(`${at} events are in`, async () => hasEnded || (await countIn(killed)) > at, 60_000)
    if (!hasEnded) interrupted++
    run.kill('SIGKILL')
    await run.ended
  }
  const last = await killed.run('a.ndjson', { skipBad: true, rejected: 'rejected' })

  expect(interrupted).toBeGreaterThan(1)
  expect(await killed.content()).toEqual(await whole.content())
  expect(await killed.lines('rejected')).toEqual(await whole.lines('rejected'))
  expect(last.report.split('\n')[0]).toBe(once.report.split('\n')[0])
  expect(last.report).toMatch(/payload_invalid: \d+\n/)
  expect(await problemsOfLedger(killed.pool, await readLedger(killed.pool))).toEqual([])
  expect(await flawsOfChain(killed.pool, 'demo')).toEqual([])
})

test('told to end, it ends after the batch that is on its way, and says how to go on', {
  timeout: 60_000,
}, async () => {
  await ended.write('a.ndjson', source(createRandom(1), 20_000))
  const run = start(ended)
  await waitUntil(
    () => `it has begun: ${run.stderr()}`,
    async () => (await countIn(ended)) > 0,
  )
  run.kill('SIGTERM')
  await run.ended
  expect(run.stderr()).toMatch(/^import_interrupted: Interrupted after \d+ rows: /)
  expect(await countIn(ended)).toBeLessThan(19_000)
})
