import { entitiesByName, systemClock } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import { readDatabaseUrl } from '../config.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import { rulesByEntity } from '../gate/rules-by-entity.ts'
import { IMPORT_DEVICE } from '../import/mapping/mapped-event.ts'
import { batchEndpoint } from '../import/target/batch-endpoint.ts'
import { dryRun, type Stored } from '../import/target/dry-run.ts'
import { ownServer } from '../import/target/own-server.ts'
import { storedEvents } from '../import/target/stored-events.ts'
import type { Target } from '../import/target/target.ts'
import { claimsFor } from '../import/target/token-claims.ts'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'
import type { ImportOptions } from './import-options.ts'
import { importToken } from './import-token.ts'
import type { Definitions } from './load-entities.ts'
import { operator } from './operator.ts'

/** Where the events go. */
export async function importTarget(
  options: ImportOptions,
  { entities, rules }: Pick<Definitions, 'entities' | 'rules'>,
  signal: AbortSignal,
): Promise<Target> {
  const { tenant, url, role, dataDir } = options
  if (url !== undefined) {
    const principal = claimsFor(await importToken(options), tenant)
    if (options.dryRun) return judging(principal, { entities, rules }, undefined)
    return batchEndpoint({ url, token: () => importToken(options), signal })
  }
  const subject = operator()
  if (!options.dryRun) return ownServer({ entities, rules, dataDir, tenant, subject, roles: role, signal })
  const roles = ['device', ...role]
  const principal = { subject, tenant, roles, device: IMPORT_DEVICE, expiresAtMs: systemClock.now() }
  return judging(principal, { entities, rules }, await ledgerIfAny(dataDir))
}

const NOTHING: Stored = { events: [], verdicts: [] }

function judging(
  principal: Principal,
  { entities, rules }: Pick<Definitions, 'entities' | 'rules'>,
  ledger: Ledger | undefined,
): Target {
  const byName = entitiesByName(entities)
  return dryRun({
    principal,
    entities: byName,
    // The verdict says that a rule failed; which one, the server's log would say.
    rules: rulesByEntity(rules, byName, () => undefined),
    limits: DEFAULT_LIMITS,
    stored: async (address) => (ledger === undefined ? NOTHING : storedEvents(ledger.pool, address)),
    close: async () => ledger?.close(),
  })
}

/** A database that has no ledger yet, or an older one, is not changed by a dry run. */
async function ledgerIfAny(dataDir: string): Promise<Ledger | undefined> {
  try {
    return await openLedger(readDatabaseUrl(), dataDir)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'database_missing' && code !== 'database_older') throw error
    process.stderr.write('There is no ledger of this version yet: judged as if it were empty\n')
    return undefined
  }
}
