import { expect, test } from 'vitest'
import { sampleEvent } from '../../test/sample-commits.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'
import { auditEvent } from './audit-event.ts'
import type { AuditTrail } from './audit-trail.ts'
import { type AuditFormat, auditWriters } from './formats.ts'

const HAPPENED = Date.UTC(2026, 10, 22, 18)

function entry(given: Partial<LedgerEvent['event']>, more: Partial<LedgerEvent> = {}): LedgerEvent {
  const event = sampleEvent({ at: HAPPENED, type: 'item_added', ...given })
  const recordedAtMs = HAPPENED + 120
  return {
    seq: 1,
    entityType: 'order',
    entityId: 'a',
    event,
    recordedAtMs,
    submittedBy: 'till-1',
    rejection: undefined,
    ...more,
  }
}

function trailOf(...events: ReturnType<typeof auditEvent>[]): AuditTrail {
  const header = { tenant: 'demo', entity_type: 'order', entity_id: 'a', exported_at: '2026-11-22T19:00:00.000Z' }
  return {
    header: { ...header, state: { note: '<script>' }, seq: 3 },
    events: (async function* () {
      yield* events
    })(),
  }
}

async function write(format: AuditFormat, ...events: ReturnType<typeof auditEvent>[]): Promise<string> {
  return (await Array.fromAsync(auditWriters[format].write(trailOf(...events)))).join('')
}

const applied = auditEvent(entry({ payload: { name: 'soup' }, skew: -2_000 }), { kind: 'applied' })
const rejected = auditEvent(entry({ payload: {} }, { rejection: { code: 'payload_invalid', reason: 'no name' } }), {
  kind: 'rejected',
  code: 'payload_invalid',
  reason: 'no name',
})
const hostile = auditEvent(
  entry({
    payload: { name: '<img src=x onerror=alert(1)>' },
    by: '=HYPERLINK("http://x")',
    device: '"><script>alert(1)</script>',
  }),
  { kind: 'no_effect', reason: '<b>the order is paid</b>' },
)

test('json holds the header and the events', async () => {
  const parsed: unknown = JSON.parse(await write('json', applied, rejected))
  expect(parsed).toEqual({ ...trailOf().header, events: [applied, rejected] })
  expect(JSON.parse(await write('json'))).toMatchObject({ events: [] })
})

test('ndjson holds the same in lines', async () => {
  const lines = (await write('ndjson', applied, rejected)).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([trailOf().header, applied, rejected])
})

test('csv has a row an event; a text that a spreadsheet would run is defused', async () => {
  const [first, one, two, three, end] = (await write('csv', applied, rejected, hostile)).split('\r\n')
  expect(first).toMatch(/^\uFEFFtenant,entity_type,entity_id,event_id,seq,event_type,occurred_at,/)
  expect(one).toContain(
    `demo,order,a,${applied.event_id},1,order.item_added,2026-11-22T18:00:00.000Z,${HAPPENED},2026-11-22T18:00:00.120Z,-2000,ann,till-1,till-1,"{""name"":""soup""}",1,,accepted,,,applied,`,
  )
  expect(two).toMatch(/,rejected,payload_invalid,no name,rejected,no name$/)
  expect(three).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(end).toBe('')
})

test('html shows both times, who, on what, and how it ended; offline, rejected and without effect stand out', async () => {
  const late = auditEvent(entry({}, { recordedAtMs: HAPPENED + 3_600_000 }))
  const page = await write('html', applied, rejected, hostile, late)
  for (const text of [
    'Audit trail: order a',
    '2026-11-22 18:00:00.000',
    '2026-11-22 18:00:00.120',
    'clock 2.0 s behind',
    '<tr class="rejected">',
    '<b>Rejected</b> (payload_invalid): no name',
    '<tr class="no-effect">',
    '60 min later</small> <b>offline</b>',
    '<tr class="accepted offline">',
    '@page { size: A4',
  ]) {
    expect(page).toContain(text)
  }
  expect(page.match(/<b>offline<\/b>/g)).toHaveLength(1)
})

test('[AUD7] html shows what each event changed, before and after', async () => {
  const changes = [
    { path: '/status', before: 'open', after: '<i>paid</i>' },
    { path: '/items/0', before: 'soup' },
    { path: '/tip', after: 1 },
  ]
  const page = await write('html', { ...applied, changes })
  expect(page).toContain(
    '<code>/status</code>: <del>&quot;open&quot;</del> → <ins>&quot;&lt;i&gt;paid&lt;/i&gt;&quot;</ins>',
  )
  expect(page).toContain('<code>/items/0</code>: <del>&quot;soup&quot;</del> → removed')
  expect(page).toContain('<code>/tip</code>: <ins>1</ins>')
})

test('html repeats nothing of the data as markup, and loads nothing', async () => {
  const page = await write('html', hostile)
  expect(page).toContain('&lt;b&gt;the order is paid&lt;/b&gt;')
  expect(page).not.toMatch(/<script|<img|<link|src=(?!x )|href=|url\(|http-equiv/i)
})

test('a device whose clock is ahead by its estimated skew was not offline', async () => {
  const ahead = auditEvent(entry({ at: HAPPENED - 60_000, skew: -60_000 }))
  const behind = auditEvent(entry({ at: HAPPENED + 60_000, skew: 50_000 }))
  expect(await write('html', ahead)).toContain('0.1 s later')
  expect(await write('html', behind)).toContain('before it happened')
})
