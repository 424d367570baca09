import { entitiesByName } from '@docket/core'
import type pg from 'pg'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import { problemsOfBreaches, problemsOfEvents } from '../crash/checks.ts'
import type { Claims } from '../crash/claims.ts'
import { readLedger } from '../ledger.ts'
import { problemsOfLedger } from '../ledger-checks.ts'
import { flawsOfChain } from '../ledger-records.ts'
import { expectedCode } from './book.ts'
import { problemsOfClock } from './clock-check.ts'
import type { Expected, ExpectedDocument } from './messages.ts'
import { WRONG_CLOCK } from './plan.ts'
import { sitting } from './sitting.ts'
import { digestOf, replay } from './view.ts'

/** What every device should show, by a replay of the ledger. */
export async function expectationsOf(pool: pg.Pool): Promise<Expected> {
  const ledger = (await readLedger(pool)).filter(({ document }) => !document.includes('/$tenant/'))
  const expected: Record<string, Record<string, ExpectedDocument>> = {}
  for (const [name, rows] of Map.groupBy(ledger, ({ document }) => document)) {
    const [tenant = '', , id = ''] = name.split('/')
    const { state, history } = replay(rows)
    expected[tenant] ??= {}
    expected[tenant][id] = { summary: sitting.summary(state), digest: digestOf(state, history) }
  }
  return expected
}

/** What is wrong with the ledger when everything is committed and the servers have ended: a sentence each. */
export async function problemsOfTrail(pool: pg.Pool, claims: Claims): Promise<string[]> {
  const ledger = await readLedger(pool)
  const ofDevices = ledger.filter(({ document }) => !document.includes('/$tenant/'))
  const problems = [
    ...(await problemsOfLedger(pool, ledger, sitting)),
    ...problemsOfEvents(ofDevices, claims, expectedCode),
    ...(await problemsOfBreaches(pool)),
    ...problemsOfClock(WRONG_CLOCK, ofDevices),
  ]
  for (const tenant of new Set(ledger.map((row) => row.tenant))) {
    problems.push(...(await flawsOfChain(pool, tenant)).map((flaw) => `${tenant}: ${flaw}`))
    const { whole, first_bad } = await verifyLedger(pool, { tenant, entities: entitiesByName([sitting]) })
    if (!whole) problems.push(`the chain of ${tenant} is not whole: ${JSON.stringify(first_bad)}`)
  }
  return problems
}
