import type { Entity } from '@docket/core'
import { countEvents, type EventCount } from '../ledger/event-counts.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { allTenants } from '../ledger/signed-events.ts'
import { compareEntities } from './compare-entities.ts'
import { compareStates } from './compare-states.ts'
import { describeEntities } from './describe-entities.ts'
import type { Finding } from './finding.ts'
import { judgeByLedger, typesToRead } from './judge-by-ledger.ts'
import type { Past } from './past.ts'
import { Refusals } from './refusals.ts'
import { refusedEvents } from './refused-events.ts'

export interface LedgerCheck {
  readonly past: Past
  /** The definitions of now. */
  readonly entities: readonly Entity[]
  /** How many documents of each entity and tenant to fold both ways; none unless told. */
  readonly sample?: number | undefined
}

/** What differs, and how much of what the ledger holds it is about. Only reads; a page of events in memory at a time. */
export async function checkLedger(db: Queryable, { past, entities, sample }: LedgerCheck): Promise<readonly Finding[]> {
  const after = describeEntities(entities)
  const findings = compareEntities(past.entities, after)
  const tenants = (await allTenants(db)).sort()
  const names = [...new Set([...past.entities, ...after].map(({ name }) => name))]
  const counts: EventCount[] = []
  for (const tenant of tenants) counts.push(...(await countEvents(db, tenant, names)))
  const refusals = new Map<string, Refusals>()
  for (const entity of entities) {
    const eventTypes = typesToRead(findings, entity.name)
    if (eventTypes.length === 0) continue
    for (const tenant of tenants) {
      for await (const refused of refusedEvents(db, { tenant, entity, eventTypes, past })) {
        const key = `${entity.name}.${refused.event.event.type}`
        const known = refusals.get(key) ?? new Refusals()
        refusals.set(key, known)
        known.add(refused)
      }
    }
  }
  const judged = judgeByLedger(findings, after, { counts, refusals })
  return sample === undefined ? judged : [...judged, ...(await compareStates(db, { past, entities, tenants, sample }))]
}
