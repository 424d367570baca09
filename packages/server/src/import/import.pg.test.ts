import { readdir } from 'node:fs/promises'
import { tickOf } from '@docket/core'
import { expect, test } from 'vitest'
import { eventLine, importBench } from '../../test/import/import-bench.ts'
import { readLedger } from '../../test/ledger.ts'
import { problemsOfLedger } from '../../test/ledger-checks.ts'
import { flawsOfChain } from '../../test/ledger-records.ts'
import type { ImportOptions } from '../cli/import-options.ts'

const MAPPING = { mode: 'rows', entity_id: 'id', events: [{ type: 'added', at: 'at', payload: { n: 'n' } }] }

const bench = await importBench()
const fresh = await importBench()
const documentsOf = async (prefix: string) =>
  (await bench.content()).filter(({ document }) => document.startsWith(`demo/tally/${prefix}`))

test('[IMP1] rows keep their times, users and devices, and their order where times are the same', async () => {
  await bench.write(
    'times.csv',
    'no,opened,who,till,n\nt/1,2019-03-31 02:30:00,ann,till-1,1\nt/1,2019-03-31 02:30:00,bob,,2\n',
  )
  const at = { at: 'opened', by: 'who', device: 'till' }
  await bench.write(
    'times.json',
    JSON.stringify({
      mode: 'events',
      zone: '-05:00',
      entity_id: { column: 'no', prefix: 'times-', escape: true },
      type: { const: 'added' },
      ...at,
      payload: { n: 'n as integer' },
    }),
  )
  // The folder is that of the process.
  const ended = await bench.docket('--from', 'times.csv', '--map', 'times.json')
  expect(ended).toEqual({ code: 0, stdout: '2 rows, 2 events: 2 accepted, 0 rejected\n', stderr: '' })
  const atMs = Date.parse('2019-03-31T07:30:00Z')
  const common = { type: 'added', at: atMs }
  const content = await documentsOf('times-')
  expect(content).toMatchObject([
    { document: 'demo/tally/times-t_2f1', event: { ...common, by: 'ann', device: 'till-1', payload: { n: 1 } } },
    { document: 'demo/tally/times-t_2f1', event: { ...common, by: 'bob', device: 'import', payload: { n: 2 } } },
  ])
  expect(content.map(({ event }) => tickOf(event.id))).toEqual([
    { ms: atMs, counter: 0 },
    { ms: atMs, counter: 1 },
  ])
})

test('[IMP2] again, from the beginning, or with rows between the others: nothing is doubled', async () => {
  const lines = [1, 2, 3].map((n) => eventLine({ id: `d${n}`, entity_id: 'doubled', payload: { n } }))
  await bench.write('d.ndjson', lines.join(''))
  expect(await bench.run('d.ndjson')).toMatchObject({ isWhole: true })
  const before = await documentsOf('doubled')
  expect(before).toHaveLength(3)

  expect(await bench.run('d.ndjson')).toMatchObject({ isWhole: true })
  expect(await bench.run('d.ndjson', { restart: true })).toMatchObject({ isWhole: true })
  expect(await documentsOf('doubled')).toEqual(before)

  const between = eventLine({ id: 'new', entity_id: 'doubled', payload: { n: 4 } })
  await bench.write('d.ndjson', [between, ...lines].join(''))
  await expect(bench.run('d.ndjson')).rejects.toMatchObject({ code: 'source_changed' })
  expect(await bench.run('d.ndjson', { restart: true })).toMatchObject({ isWhole: true })
  const after = await documentsOf('doubled')
  expect(after.map(({ event }) => event.payload.n).toSorted()).toEqual([1, 2, 3, 4])

  const changed = eventLine({ id: 'd2', entity_id: 'doubled', payload: { n: 5 } })
  await bench.write('d.ndjson', [lines[0], changed].join(''))
  const again = await bench.run('d.ndjson', { restart: true, rejected: 'd.rejected' })
  expect(again.isWhole).toBe(false)
  expect(await bench.lines('d.rejected')).toMatchObject([{ row: 2, key: 'd2', recorded: false }])
  expect(await documentsOf('doubled')).toEqual(after)
})

test('[IMP2] rows that are appended are imported by the next run, and only they', async () => {
  await bench.write('more.ndjson', eventLine({ id: 'm1', entity_id: 'more' }))
  await bench.run('more.ndjson')
  await bench.write('more.ndjson', [1, 2].map((n) => eventLine({ id: `m${n}`, entity_id: 'more' })).join(''))
  expect(await bench.run('more.ndjson')).toMatchObject({ isWhole: true })
  const events = await documentsOf('more')
  expect(events.map(({ event }) => tickOf(event.id).counter)).toEqual([0, 1])
})

test('[IMP1] a row that becomes more events than a batch has keeps their order', async () => {
  const each = { ...MAPPING.events[0], each: 'list' }
  await bench.write('each.json', JSON.stringify({ ...MAPPING, events: [each] }))
  const list = Array.from({ length: 1_200 }, (_, n) => ({ n: n * 2 }))
  await bench.write('each.ndjson', JSON.stringify({ id: 'each', at: '1960-01-01T00:00:00Z', list }))
  expect(await bench.run('each.ndjson', { map: 'each.json' })).toMatchObject({ isWhole: true })
  const events = await documentsOf('each')
  expect(events.map(({ event }) => event.payload)).toEqual(list)
  expect(new Set(events.map(({ event }) => event.at))).toEqual(new Set([Date.UTC(1960, 0, 1)]))
})

/** One of each thing that the gate says. */
const JUDGED = [
  eventLine({ id: 'j1', entity_id: 'judged' }),
  eventLine({ id: 'j2', entity_id: 'judged', payload: { n: 'one' } }),
  eventLine({ id: 'j3', entity_id: 'judged', payload: { n: 13 } }),
  eventLine({ id: 'j4', entity_id: 'judged', payload: { n: 2, isForbidden: true } }),
  eventLine({ id: 'j5', entity_id: 'judged', payload: { n: 3, text: 'x'.repeat(70_000) } }),
  eventLine({ id: 'j6', entity_id: 'judged', payload: { n: 4, breaksRule: true } }),
  eventLine({ id: 'j7', entity_id: 'judged', payload: ['n'] }),
  eventLine({ id: 'j1', entity_id: 'judged', payload: { n: 6 }, timestamp: '2020-01-01T00:00:01Z' }),
  eventLine({ id: 'j8', entity_id: 'judged', timestamp: '2019-01-01T00:00:00+02:00', user_id: 'ann' }),
].join('')
const REJECTED = [
  { row: 2, code: 'payload_invalid', recorded: true },
  { row: 4, code: 'not_for_you', recorded: true },
  { row: 5, code: 'event_too_large', recorded: false },
  { row: 6, code: 'rule_failed', recorded: true },
  { row: 7, code: 'event_malformed', recorded: false },
  { row: 8, code: 'idempotency_key_reused', recorded: false },
]
const SAID = '9 rows, 9 events: 3 '

test('[IMP4] a dry run says what an import would be told, and writes nothing', async () => {
  await bench.write('judged.ndjson', JUDGED)
  const [ledger, files] = [await readLedger(bench.pool), await readdir(bench.path('.'))]
  const dry = await bench.run('judged.ndjson', { dryRun: true, rejected: 'dry.rejected' })
  expect(dry.isWhole).toBe(false)
  expect(dry.report).toContain(`Dry run, nothing is written: ${SAID}would be accepted, 6 would be rejected\n`)
  expect(dry.report).toContain('1 of the accepted do not change')
  expect(dry.report).toContain('not_for_you: 1\n  line 4 (key j4, entity judged): it says so itself\n')
  expect(await bench.lines('dry.rejected')).toMatchObject(REJECTED)
  expect(await readLedger(bench.pool)).toEqual(ledger)
  expect((await readdir(bench.path('.'))).toSorted()).toEqual([...files, 'dry.rejected'].toSorted())
})

test('[IMP4] a dry run makes no ledger where there is none', async () => {
  await fresh.write('judged.ndjson', JUDGED)
  const dry = await fresh.run('judged.ndjson', { dryRun: true })
  expect(dry.report).toContain(SAID)
  const { rows } = await fresh.pool.query(`select nspname from pg_namespace where nspname = 'docket'`)
  expect(rows).toEqual([])
  expect(await readdir(fresh.path('.'))).toEqual(['judged.ndjson'])
})

test('[IMP3] events of an import pass the gate of all others: what it rejects is reported with its code', async () => {
  await bench.write('judged.ndjson', JUDGED)
  const ended = await bench.run('judged.ndjson', { rejected: 'judged.rejected' })
  expect(ended.isWhole).toBe(false)
  expect(ended.report).toContain(`${SAID}accepted, 6 rejected\n`)
  const rejected = await bench.lines('judged.rejected')
  expect(rejected).toMatchObject(REJECTED)
  expect(await bench.lines('dry.rejected')).toEqual(rejected)
  expect(JSON.stringify(rejected)).not.toContain('xxx')
  const content = await documentsOf('judged')
  expect(content.map(({ event, code }) => [event.payload.n, code])).toEqual([
    [1, undefined],
    [1, undefined],
    ['one', 'payload_invalid'],
    [13, undefined],
    [2, 'not_for_you'],
    [4, 'rule_failed'],
  ])
  // What is in already is known to a dry run.
  await bench.write('again.ndjson', eventLine({ id: 'j1', entity_id: 'judged', payload: { n: 7 } }))
  const dry = await bench.run('again.ndjson', { dryRun: true })
  expect(dry.report).toContain('event_id_reused: 1\n')
  const ledger = await readLedger(bench.pool)
  expect(await problemsOfLedger(bench.pool, ledger)).toEqual([])
  expect(await flawsOfChain(bench.pool, 'demo')).toEqual([])
})

test('[IMP5] a row that cannot be read stops the import before its batch; it goes on when it is mended, or without it', async () => {
  const good = Array.from({ length: 501 }, (_, n) => eventLine({ id: `s${n}`, entity_id: 'stopped', payload: { n } }))
  await bench.write('s.ndjson', [...good, '{"id":\n'].join(''))
  expect(await bench.docket('--from', 's.ndjson')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^line_malformed: line 502: it is no JSON\. .*--skip-bad/),
  })
  expect(await documentsOf('stopped')).toHaveLength(500)
  const without = await bench.docket('--from', 's.ndjson', '--skip-bad', '--rejected', 's.rejected')
  expect(without).toMatchObject({ code: 1, stdout: expect.stringContaining('1 rows cannot be read as events') })
  expect(await bench.lines('s.rejected')).toMatchObject([{ row: 502, code: 'line_malformed', recorded: false }])
  expect(await documentsOf('stopped')).toHaveLength(501)
})

test('what was rejected is kept together, whichever of the runs is told where', async () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => eventLine({ id: `k${n}`, payload: {} })).join('')
  const rows = async (name: string) => (await bench.lines(name)).map(({ row }) => row)
  await bench.write('k.ndjson', lines(1))
  await bench.run('k.ndjson', { rejected: 'k.rejected' })
  await bench.write('k.ndjson', lines(2))
  await bench.run('k.ndjson')
  await bench.write('k.ndjson', lines(3))
  await bench.run('k.ndjson', { rejected: 'k.rejected' })
  expect(await rows('k.rejected')).toEqual([1, 3])
  await bench.write('k.ndjson', lines(4))
  await bench.run('k.ndjson', { rejected: 'k.other' })
  expect(await rows('k.other')).toEqual([4])
})

test.each([
  ['event_type_unknown', eventLine({ event_type: 'removed' })],
  ['entity_id_missing', eventLine({ entity_id: '' })],
  ['entity_id_invalid', eventLine({ entity_id: 'a/b' })],
  ['time_invalid', eventLine({ timestamp: '2020-01-01 00:00:00' })],
  ['column_missing', '{"entity_id":"a","event_type":"added","payload":{}}\n'],
  ['number_unsafe', '{"entity_id":12345678901234567890}\n'],
])('[IMP5] what stops an import has a code: %s', async (code, line) => {
  await bench.write(`${code}.ndjson`, line)
  const message = expect.stringMatching(/^line 1: /)
  await expect(bench.run(`${code}.ndjson`)).rejects.toMatchObject({ code, message })
})

const NOWHERE = 'http://127.0.0.1:1'

test.each<[string, string, Partial<ImportOptions>]>([
  ['source_unreadable', 'none.ndjson', {}],
  ['usage_invalid', 'bad.json', {}],
  ['mapping_invalid', 'one.ndjson', { map: 'bad.json' }],
  ['source_unreadable', 'one.ndjson', { map: 'none.json' }],
  ['entity_unknown', 'one.ndjson', { entity: 'order' }],
  ['state_invalid', 'one.ndjson', { state: 'bad.json' }],
  ['usage_invalid', 'one.ndjson', { url: 'here' }],
  ['usage_invalid', 'one.ndjson', { url: 'http://ann:sesame@127.0.0.1:1' }],
  ['token_missing', 'one.ndjson', { url: NOWHERE }],
  ['token_missing', 'one.ndjson', { url: NOWHERE, tokenFile: 'none' }],
  ['token_invalid', 'one.ndjson', { url: NOWHERE, token: 'x' }],
  ['usage_invalid', 'postgres://ann:sesame@127.0.0.1:1/x', {}],
  ['source_unreadable', 'postgres://ann:sesame@127.0.0.1:1/x', { map: 'table.json' }],
])('what is told wrong has a code: %s for %s %j', async (code, from, options) => {
  await bench.write('one.ndjson', eventLine({ id: 'o1', entity_id: 'one' }))
  await bench.write('bad.json', '{"mode":"rows"}')
  await bench.write('table.json', JSON.stringify({ ...MAPPING, table: 'x' }))
  await expect(bench.run(from, options)).rejects.toMatchObject({
    code,
    message: expect.not.stringContaining('sesame'),
  })
})

test('what another import has kept is not taken for its own', async () => {
  await bench.write('one.ndjson', eventLine({ id: 'o1', entity_id: 'one' }))
  await bench.run('one.ndjson')
  await expect(bench.run('one.ndjson', { tenant: 'other' })).rejects.toMatchObject({ code: 'state_invalid' })
})
