import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Row } from '../lib/report.ts'
import { median } from '../lib/stats.ts'
import { runLoad, startSubject } from '../server/subject.ts'

const SUBJECTS = ['docket-unchained', 'docket'] as const
type SubjectName = (typeof SUBJECTS)[number]
const ROUNDS = 5
const SECONDS = 4

const LOADS = {
  '50 clients, own documents, full speed': { clients: 50, documents: 'own' },
  '50 clients on 10 documents, full speed': { clients: 50, documents: 10 },
} as const

/**
 * Updates a second with and without the chain, in turns; each with a database of its own.
 *
 * @param databaseUrl of an empty server of Postgres
 */
export async function measureChainCost(databaseUrl: string, secret: string, token: string): Promise<Row[]> {
  const measured = new Map<string, number[]>()
  const urls: Record<SubjectName, string> = {
    docket: await databaseOf(databaseUrl, 'chained'),
    'docket-unchained': await databaseOf(databaseUrl, 'unchained'),
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of round % 2 === 0 ? SUBJECTS : SUBJECTS.toReversed()) {
      const subject = await startSubject(name, { DATABASE_URL: urls[name], DOCKET_AUTH_SECRET: secret })
      for (const [load, given] of Object.entries(LOADS)) {
        const whole = {
          ...given,
          url: subject.url,
          tenants: [{ tenant: 'demo', token }],
          run: randomUUID().slice(0, 8),
        }
        const { updatesPerSecond } = await runLoad({ ...whole, seconds: SECONDS, window: 8 }, () => undefined)
        if (round > 0) measured.set(`${load}/${name}`, [...(measured.get(`${load}/${name}`) ?? []), updatesPerSecond])
      }
      await subject.stop()
    }
  }
  return Object.keys(LOADS).flatMap((load) => {
    const figure = (name: SubjectName): number => median(measured.get(`${load}/${name}`) ?? [])
    const row = { case: load, metric: 'updates/s', unit: '1/s' }
    const ratio = figure('docket') / figure('docket-unchained')
    return [
      { ...row, subject: 'docket without its chain', value: figure('docket-unchained') },
      { ...row, subject: 'docket', value: figure('docket'), ratio_to: ratio, target: '≥ 0.9 ×', holds: ratio >= 0.9 },
    ]
  })
}

async function databaseOf(url: string, name: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url })
  await pool.query(`create database ${pg.escapeIdentifier(name)}`)
  await pool.end()
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}
