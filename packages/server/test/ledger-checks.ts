import { isDeepStrictEqual } from 'node:util'
import { type Entity, EventLog } from '@docket/core'
import type pg from 'pg'
import type { DocumentContent } from './fresh-document.ts'
import type { LedgerEvent } from './ledger.ts'
import { tally } from './tally.ts'

/** What has to hold at any moment: each tenant's numbers have no gap, and the read model is the fold of the ledger. */
export async function problemsOfLedger(
  pool: pg.Pool,
  ledger: readonly LedgerEvent[],
  entity: Entity = tally,
): Promise<string[]> {
  return [...problemsOfNumbers(ledger), ...(await problemsOfReadModel(pool, ledger, undefined, entity))]
}

export function problemsOfNumbers(ledger: readonly LedgerEvent[]): string[] {
  return [...Map.groupBy(ledger, ({ tenant }) => tenant)].flatMap(([tenant, rows]) => {
    const wrong = rows.findIndex(({ seq }, index) => seq !== index + 1)
    return wrong < 0 ? [] : [`the number ${wrong + 1} of ${tenant} is ${rows[wrong]?.seq}`]
  })
}

/** The read model is the fold of these events: of all, or of one document. */
export async function problemsOfReadModel(
  pool: pg.Pool,
  ledger: readonly LedgerEvent[],
  document?: string,
  entity: Entity = tally,
): Promise<string[]> {
  const { rows } = await pool.query(
    `select * from docket.entities
     where $1::text is null or (tenant_id, entity_type, entity_id) = (split_part($1, '/', 1), split_part($1, '/', 2), split_part($1, '/', 3))`,
    [document ?? null],
  )
  const entities = new Map(rows.map((row) => [`${row.tenant_id}/${row.entity_type}/${row.entity_id}`, row]))
  // A tenant's own records have no read model.
  const ofDocuments = ledger.filter(({ document }) => !document.includes('/$tenant/'))
  const documents = Map.groupBy(ofDocuments, ({ document }) => document)
  const problems = [...entities.keys()]
    .filter((name) => !documents.has(name))
    .map((name) => `${name} is in the read model, but has no event`)
  for (const [name, events] of documents) {
    const log = new EventLog(entity)
    const verdicts = events.flatMap(({ event, rejection }) =>
      rejection ? [{ ref: event.id, at: 0, ...rejection }] : [],
    )
    log.add(
      events.map(({ event }) => event),
      verdicts,
    )
    const expected = { state: log.state, summary: entity.summary(log.state) }
    const row = entities.get(name)
    const found = row && { state: row.state, summary: row.summary }
    if (!isDeepStrictEqual(found, expected)) {
      problems.push(`the read model of ${name} is ${JSON.stringify(found)}, its fold ${JSON.stringify(expected)}`)
    }
    // An update without a new event counts as its tenant's newest.
    const last = events.at(-1)?.seq ?? 0
    if (!(Number(row?.seq) >= last))
      problems.push(`the read model of ${name} is of ${row?.seq}, before its event ${last}`)
  }
  return problems
}

/** Has a copy of a document the events and verdicts that the ledger has of it? */
export function problemsOfCopy(who: string, copy: DocumentContent, ofLedger: readonly LedgerEvent[]): string[] {
  const problems: string[] = []
  const byId = new Map(copy.events.map((event) => [event.id, event]))
  if (byId.size !== copy.events.length) problems.push(`${who} has events twice`)
  if (byId.size !== ofLedger.length) problems.push(`${who} has ${byId.size} events, the ledger ${ofLedger.length}`)
  for (const { event } of ofLedger) {
    if (!isDeepStrictEqual(byId.get(event.id), event)) problems.push(`${who} has another ${event.id} than the ledger`)
  }
  const verdicts = copy.verdicts.map(({ ref, code, reason }) => JSON.stringify([ref, code, reason]))
  const rejections = ofLedger.flatMap(({ event, rejection }) =>
    rejection ? [JSON.stringify([event.id, rejection.code, rejection.reason])] : [],
  )
  if (!isDeepStrictEqual(verdicts.toSorted(), rejections.toSorted())) {
    problems.push(`${who} has the verdicts ${verdicts.join()}, the ledger ${rejections.join()}`)
  }
  return problems
}
