// What Docket costs as it grows: clients, open documents, tenants.
import { randomUUID } from 'node:crypto'
import type { Row } from '../lib/report.ts'
import type { Load } from './load.ts'
import { runLoad, startSubject } from './subject.ts'

type Size = Pick<Load, 'clients' | 'documents' | 'window' | 'idleDocuments'> & { readonly tenants: number }

const SECONDS = 2
const MANY = 1_000

const SIZES: Readonly<Record<string, Size>> = {
  '10 clients': { clients: 10, documents: 'own', window: 8, tenants: 1 },
  '100 clients': { clients: 100, documents: 'own', window: 4, tenants: 1 },
  '1,000 clients': { clients: MANY, documents: 'own', window: 1, tenants: 1 },
  '50 clients on 1 document': { clients: 50, documents: 1, window: 8, tenants: 1 },
  '1,000 open documents': { clients: 50, documents: 'own', window: 8, tenants: 1, idleDocuments: 950 },
  '10,000 open documents': { clients: 50, documents: 'own', window: 8, tenants: 1, idleDocuments: 9_950 },
  '1,000 clients of 10 tenants': { clients: MANY, documents: 'own', window: 1, tenants: 10 },
  '1,000 clients of 1,000 tenants': { clients: MANY, documents: 'own', window: 1, tenants: MANY },
}

/** @param tokensOf gives tokens of so many tenants */
export async function measureGrowth(
  environment: Readonly<Record<string, string>>,
  tokensOf: (tenants: number) => Promise<Load['tenants']>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, { tenants, ...size }] of Object.entries(SIZES)) {
    const subject = await startSubject('docket', environment)
    const run = randomUUID().slice(0, 8)
    const load = { ...size, url: subject.url, tenants: await tokensOf(tenants), run, seconds: SECONDS }
    let cpuBefore = 0
    const result = await runLoad(load, () => {
      cpuBefore = subject.cpuSeconds()
    })
    const cpuSeconds = subject.cpuSeconds() - cpuBefore
    const row = (metric: string, value: number, unit: string): Row => ({
      case: name,
      subject: 'docket',
      metric,
      value,
      unit,
    })
    rows.push(
      row('updates/s', result.updatesPerSecond, '1/s'),
      row('acknowledged p50', result.ackP50Ms, 'ms'),
      row('acknowledged p99', result.ackP99Ms, 'ms'),
      row('server CPU an update', (cpuSeconds / result.acknowledged) * 1e6, 'µs'),
      row('peak memory', subject.peakMemoryMiB(), 'MiB'),
    )
    await subject.stop()
  }
  return rows
}
