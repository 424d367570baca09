import { stat } from 'node:fs/promises'
import { checkLedger } from '../evolution/check-ledger.ts'
import { compareEntities } from '../evolution/compare-entities.ts'
import { describeEntities } from '../evolution/describe-entities.ts'
import { CheckUsageError } from './check-errors.ts'
import { checkOut } from './check-out.ts'
import { checkReport } from './check-report.ts'
import { loadEntities } from './load-entities.ts'
import { openPastDefinitions, type PastDefinitions } from './past-definitions.ts'
import { takeStdout } from './take-stdout.ts'
import { usingLedger } from './using-ledger.ts'

export interface CheckOptions {
  /** A git ref, ref:path, a file or a folder. */
  readonly against: string
  readonly entities: string
  readonly ledger?: boolean
  /** How many documents of each entity and tenant. */
  readonly sample?: number
  readonly json?: boolean
  readonly dataDir: string
}

/** Prints what has changed. Returns whether something breaks. */
export async function runCheck(options: CheckOptions): Promise<boolean> {
  if (options.sample !== undefined && options.ledger !== true)
    throw new CheckUsageError('--sample folds documents of the ledger: say --ledger too')
  const write = takeStdout()
  const { entities } = await loadEntities(options.entities)
  return withPast(options, async (past, against) => {
    const findings = options.ledger
      ? await usingLedger(options.dataDir, ({ pool }) => checkLedger(pool, { past, entities, sample: options.sample }))
      : compareEntities(past.entities, describeEntities(entities))
    const breaks = findings.some(({ severity }) => severity === 'breaks')
    write(options.json ? `${JSON.stringify({ against, breaks, findings })}\n` : checkReport(findings, against))
    return breaks
  })
}

/** With the definitions to compare with, and what they are called: a file, or a ref and its commit. */
async function withPast<Result>(
  { against, entities }: CheckOptions,
  use: (past: PastDefinitions, name: string) => Promise<Result>,
): Promise<Result> {
  const isPath = (await stat(against).catch(() => undefined)) !== undefined
  const checkedOut = isPath ? undefined : await checkOut(entities, against)
  const name = checkedOut === undefined ? against : `${against} (${checkedOut.commit.slice(0, 12)})`
  try {
    const past = await openPastDefinitions(checkedOut?.path ?? against, name)
    try {
      return await use(past, name)
    } finally {
      past.close()
    }
  } finally {
    checkedOut?.remove()
  }
}
