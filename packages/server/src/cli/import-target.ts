import { entitiesByName, systemClock } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import { type Environment, readDatabaseUrl } from '../config.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import { rulesByEntity } from '../gate/rules-by-entity.ts'
import { IMPORT_DEVICE } from '../import/mapping/mapped-event.ts'
import { batchEndpoint } from '../import/target/batch-endpoint.ts'
import { DryDesk } from '../import/target/dry-desk.ts'
import { dryRun } from '../import/target/dry-run.ts'
import { ownServer } from '../import/target/own-server.ts'
import type { Target } from '../import/target/target.ts'
import { claimsFor } from '../import/target/token-claims.ts'
import { eventsByKey } from '../ledger/idempotency-keys.ts'
import { type Ledger, openLedger } from '../ledger/open-ledger.ts'
import { eventsOfEntity } from '../ledger/read-events.ts'
import type { ImportOptions } from './import-options.ts'
import { importToken } from './import-token.ts'
import type { Definitions } from './load-entities.ts'
import { operator } from './operator.ts'

/** Where the events go. */
export async function importTarget(
  options: ImportOptions,
  { entities, rules }: Pick<Definitions, 'entities' | 'rules'>,
  { environment, signal }: { readonly environment: Environment | undefined; readonly signal: AbortSignal },
): Promise<Target> {
  const { tenant, url, role, dataDir } = options
  if (url !== undefined) {
    const principal = claimsFor(await importToken(options, environment), tenant)
    if (options.dryRun) return judging(principal, { entities, rules }, undefined)
    return batchEndpoint({ url, token: () => importToken(options, environment), signal })
  }
  const subject = operator()
  if (!options.dryRun) return ownServer({ entities, rules, dataDir, tenant, subject, roles: role, environment, signal })
  const roles = ['device', ...role]
  const principal = { subject, tenant, roles, device: IMPORT_DEVICE, expiresAtMs: systemClock.now() }
  return judging(principal, { entities, rules }, await ledgerIfAny(dataDir, environment))
}

function judging(
  principal: Principal,
  { entities, rules }: Pick<Definitions, 'entities' | 'rules'>,
  ledger: Ledger | undefined,
): Target {
  const byName = entitiesByName(entities)
  const desk = new DryDesk({
    entities: byName,
    // The verdict says that a rule failed; where, the server's log would say.
    rules: rulesByEntity(rules, byName, () => undefined),
    limits: DEFAULT_LIMITS,
    async stored({ tenant, entity, id }) {
      if (ledger === undefined) return []
      return Array.fromAsync(eventsOfEntity(ledger.pool, { tenant, entityType: entity, entityId: id }))
    },
  })
  return dryRun({
    principal,
    entities: byName,
    desk,
    async eventsByKey(tenant, keys) {
      const stored = ledger === undefined ? [] : await eventsByKey(ledger.pool, tenant, keys)
      return new Map([...desk.eventsByKey(keys), ...stored])
    },
    close: async () => ledger?.close(),
  })
}

/** A database that has no ledger yet, or an older one, is not changed by a dry run. */
async function ledgerIfAny(dataDir: string, environment: Environment | undefined): Promise<Ledger | undefined> {
  try {
    return await openLedger(readDatabaseUrl(environment), dataDir)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'database_missing' && code !== 'database_older') throw error
    process.stderr.write('There is no ledger of this version yet: judged as if it were empty\n')
    return undefined
  }
}
