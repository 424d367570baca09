import { stat } from 'node:fs/promises'
import { Command, InvalidArgumentError } from 'commander'
import { readDatabaseUrl } from '../config.ts'
import { checkLedger } from '../evolution/check-ledger.ts'
import { compareEntities } from '../evolution/compare-entities.ts'
import { describeEntities } from '../evolution/describe-entities.ts'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'
import { CheckUsageError } from './check-errors.ts'
import { checkOut } from './check-out.ts'
import { checkReport } from './check-report.ts'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'
import { openPastDefinitions, type PastDefinitions } from './past-definitions.ts'
import { takeStdout } from './take-stdout.ts'

interface Options {
  readonly against: string
  readonly entities: string
  readonly ledger?: boolean
  readonly sample?: number
  readonly json?: boolean
  readonly dataDir: string
}

/** What tells "something breaks" from "it could not be told". */
const FAILED = 2

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'say which changes of entities break what is recorded; exits with 1 if one does, 2 if that cannot be told',
    )
    .requiredOption('--entities <module>', 'module, or folder of modules, with the definitions of now')
    .requiredOption(
      '--against <ref>',
      'git ref, ref:path, file or folder with those to compare with, for example origin/main',
    )
    .option('--ledger', 'count the events that are affected, and read them with the definitions of now')
    .option('--sample <n>', 'with --ledger: fold so many documents of each entity and tenant both ways', count)
    .option('--json', 'print the findings as JSON')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : FAILED))
    .action(async (options: Options) => {
      try {
        await check(options)
      } catch (error) {
        process.exitCode = FAILED
        throw error
      }
    })
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is not a number from 1 to 999999.')
  return Number(text)
}

async function check(options: Options): Promise<void> {
  if (options.sample !== undefined && options.ledger !== true)
    throw new CheckUsageError('--sample folds documents of the ledger: say --ledger too')
  const write = takeStdout()
  const { entities } = await loadEntities(options.entities)
  await withPast(options, async (past, against) => {
    const findings = options.ledger
      ? await inLedger(options, (pool) => checkLedger(pool, { past, entities, sample: options.sample }))
      : compareEntities(past.entities, describeEntities(entities))
    const breaks = findings.some(({ severity }) => severity === 'breaks')
    write(options.json ? `${JSON.stringify({ against, breaks, findings })}\n` : checkReport(findings, against))
    if (breaks) process.exitCode = 1
  })
}

async function inLedger<Result>({ dataDir }: Options, use: (pool: Ledger['pool']) => Promise<Result>): Promise<Result> {
  const ledger = await openLedger(readDatabaseUrl(), dataDir)
  try {
    return await use(ledger.pool)
  } finally {
    await ledger.close()
  }
}

/** With the definitions to compare with, and what they are called: a file, or a ref and its commit. */
async function withPast(
  { against, entities }: Options,
  use: (past: PastDefinitions, name: string) => Promise<void>,
): Promise<void> {
  const isPath = (await stat(against).catch(() => undefined)) !== undefined
  const checkedOut = isPath ? undefined : await checkOut(entities, against)
  const name = checkedOut === undefined ? against : `${against} (${checkedOut.commit.slice(0, 12)})`
  try {
    const past = await openPastDefinitions(checkedOut?.path ?? against, name)
    try {
      await use(past, name)
    } finally {
      past.close()
    }
  } finally {
    checkedOut?.remove()
  }
}
