import type { Entity } from '../../entity/entity.ts'
import type { SummaryRow } from '../../transport/messages.ts'
import type { LedgerIndex } from './ledger-index.ts'
import { isSameJson, naiveFold } from './naive-model.ts'
import type { Violations } from './violation.ts'

/** What a device is told of documents is what their committed events gave, as of the number that it says. */
export function checkSummaries(
  tenant: string,
  { rows, cursor }: { readonly rows: readonly SummaryRow[]; readonly cursor: number },
  entities: readonly Entity[],
  ledger: LedgerIndex,
  violations: Violations,
): void {
  const own = ledger.rows.filter((row) => row.tenant === tenant)
  violations.must(
    'COM2',
    cursor <= (own.at(-1)?.seq ?? 0),
    () => `${tenant} is said to be at ${cursor}, and is not yet`,
  )
  for (const { entity, id, summary, seq } of rows) {
    const definition = entities.find(({ name }) => name === entity)
    const events = own.filter((row) => row.entity === entity && row.id === id && row.seq <= seq)
    const what = `${tenant}/${entity}/${id} is shown as of ${seq}`
    violations.must(
      'COM2',
      events.at(-1)?.seq === seq,
      () => `${what}; its newest event up to there is ${events.at(-1)?.seq}`,
    )
    if (definition === undefined) continue
    const { state } = naiveFold(
      definition,
      events.map(({ event, rejection }) => ({ event, rejected: rejection !== undefined })),
    )
    violations.must(
      'FLD1',
      isSameJson(summary, definition.summary(state)),
      () => `${what} as ${JSON.stringify(summary)}`,
    )
  }
}
