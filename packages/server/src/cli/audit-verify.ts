import { DocketError, entitiesByName } from '@docket/core'
import { Command } from 'commander'
import type { Verification } from '../audit/verify/finding.ts'
import { verifyBundleFile } from '../audit/verify/verify-bundle.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'
import { archivedUpTo } from '../ledger/archive.ts'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'
import { progressBar } from './progress-bar.ts'
import { usingLedger } from './using-ledger.ts'

interface Options {
  readonly tenant?: string
  readonly entities?: string
  readonly key: readonly string[]
  readonly json?: boolean
  readonly dataDir: string
}

export class VerifyUsageError extends DocketError {
  constructor() {
    super('usage_invalid', 'Name a bundle, or with --tenant whose ledger to verify')
  }
}

export function auditVerifyCommand(): Command {
  return new Command('verify')
    .description('verify a bundle, or the chain of a tenant as it is in the ledger; exits with 1 when it is not whole')
    .argument('[file]', 'a bundle')
    .option('--key <key>', 'public key that a bundle must be signed with (base64); may be repeated', collect, [])
    .option('--tenant <tenant>', 'whose ledger')
    .option('--entities <module>', 'module with the definitions: then states are compared with what the events give')
    .option('--json', 'print the result as JSON')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(verify)
}

async function verify(file: string | undefined, options: Options): Promise<void> {
  const { tenant, key: keys, json } = options
  if ((file === undefined) === (tenant === undefined)) throw new VerifyUsageError()
  const result = tenant === undefined ? await verifyBundleFile(file ?? '', { keys }) : await inLedger(tenant, options)
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : inWords(result, file ?? `the ledger of ${tenant ?? ''}`))
  if (!result.whole) process.exitCode = 1
}

async function inLedger(tenant: string, { entities: module, dataDir }: Options): Promise<Verification> {
  const { entities } = module === undefined ? { entities: [] } : await loadEntities(module)
  return usingLedger(dataDir, async ({ pool }) => {
    const bar = progressBar('Verifying')
    try {
      const archived = await archivedUpTo(pool, tenant)
      const known = entitiesByName(entities)
      return await verifyLedger(pool, { tenant, archived, entities: known, onProgress: bar.show })
    } finally {
      bar.stop()
    }
  })
}

function inWords({ records, sealed_seq, first_bad, key_ids }: Verification, what: string): string {
  const keys = key_ids.map((id) => `  signed by the key ${id}\n`).join('')
  if (first_bad === null) return `${what}: whole. ${records} records, sealed up to number ${sealed_seq ?? 0}.\n${keys}`
  const { kind, explanation, ...where } = first_bad
  const places = Object.entries(where).map(([name, value]) => `${name} ${value}`)
  return `${what}: NOT WHOLE. ${[kind, ...places].join(', ')}: ${explanation}\n${keys}`
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}
