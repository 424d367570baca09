import { differencesOf, documentName, type Entity, foldVersionOf } from '@docket/core'
import { foldEvents } from '../audit/fold.ts'
import { newestDocuments } from '../ledger/newest-documents.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsOfEntity } from '../ledger/read-events.ts'
import type { EntityDescription } from './describe-entities.ts'
import type { Finding } from './finding.ts'
import type { Past } from './past.ts'

export interface StatesQuery {
  readonly past: Past
  readonly entities: readonly Entity[]
  readonly tenants: readonly string[]
  /** How many documents of each entity and tenant; those that changed last. */
  readonly sample: number
}

const MAX_DOCUMENTS = 5
const MAX_PATHS = 5

/** Folds documents with both definitions: what `evolve`, guards and upcasters do cannot be seen otherwise. */
export async function compareStates(db: Queryable, query: StatesQuery): Promise<readonly Finding[]> {
  const found: Finding[] = []
  for (const entity of query.entities) {
    const before = query.past.entities.find(({ name }) => name === entity.name)
    if (before === undefined) continue
    const { folded, different } = await compareEntity(db, entity, query)
    if (different.length > 0) found.push(statesDiffer(before, entity, folded, different))
  }
  return found
}

interface Compared {
  readonly folded: number
  /** Each with where its states differ. */
  readonly different: readonly string[]
}

async function compareEntity(db: Queryable, entity: Entity, { past, tenants, sample }: StatesQuery): Promise<Compared> {
  let folded = 0
  const different: string[] = []
  for (const tenant of tenants) {
    for (const id of await newestDocuments(db, { tenant, entityType: entity.name, limit: sample })) {
      const events = await Array.fromAsync(eventsOfEntity(db, { tenant, entityType: entity.name, entityId: id }))
      const differences = differencesOf(await past.fold(entity.name, events), asJson(foldEvents(entity, events)))
      folded++
      if (differences.length === 0) continue
      const paths = differences.slice(0, MAX_PATHS).map(({ path }) => path)
      const more = differences.length > MAX_PATHS ? ' …' : ''
      different.push(`${documentName({ tenant, entity: entity.name, id })}: ${paths.join(', ')}${more}`)
    }
  }
  return { folded, different }
}

/** The state of the past comes from another process, as JSON. */
function asJson(state: unknown): unknown {
  return state === undefined ? undefined : JSON.parse(JSON.stringify(state))
}

function statesDiffer(before: EntityDescription, after: Entity, folded: number, different: readonly string[]): Finding {
  const documents = `${different.length} of ${folded} documents have another state than they had`
  const common = { code: 'states_differ', entity: after.name, details: different.slice(0, MAX_DOCUMENTS) } as const
  const version = after.stateVersion ?? 1
  if (version > before.stateVersion)
    return { ...common, severity: 'note', message: `${documents}; its stateVersion says so` }
  const advice = `If that is meant, set its stateVersion to ${before.stateVersion + 1}`
  if (foldVersionOf(after) !== before.foldVersion)
    return { ...common, severity: 'warning', message: `${documents}, under the same stateVersion`, advice }
  return {
    ...common,
    severity: 'breaks',
    message: `${documents}, under the same stateVersion. Checkpoints of long documents with the state of before stay in use, so devices disagree`,
    advice,
  }
}
