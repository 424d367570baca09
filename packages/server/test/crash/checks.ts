import { isDeepStrictEqual } from 'node:util'
import type { EventRecord } from '@docket/core'
import type pg from 'pg'
import type { LedgerEvent } from '../ledger.ts'
import type { Claims } from './claims.ts'
import type { DeviceDocument } from './device-document.ts'

/** The verdict that the tally's events deserve. */
const codeOfTally = ({ payload }: EventRecord): string | undefined =>
  typeof payload.n === 'number' ? undefined : 'payload_invalid'

/**
 * What is wrong with the ledger when everything is acknowledged: a sentence each.
 *
 * @param codeOf with which code an event has to be rejected, if it has
 */
export function problemsOfEvents(
  ledger: readonly LedgerEvent[],
  claims: Pick<Claims, 'recorded'>,
  codeOf: (event: EventRecord) => string | undefined = codeOfTally,
): string[] {
  const problems: string[] = []
  const byId = Map.groupBy(ledger, ({ event }) => event.id)
  for (const [id, { document, event }] of claims.recorded) {
    const rows = byId.get(id) ?? []
    if (rows.length !== 1) problems.push(`${id} is ${rows.length} times in the ledger`)
    for (const row of rows) {
      if (row.document !== document) problems.push(`${id} of ${document} is in the ledger of ${row.document}`)
      if (!isDeepStrictEqual(row.event, event)) problems.push(`${id} is not as it was recorded: ${JSON.stringify(row)}`)
      if (row.rejection?.code !== codeOf(event)) {
        problems.push(
          `${id} is ${row.rejection?.code ?? 'accepted'}, with the payload ${JSON.stringify(event.payload)}`,
        )
      }
    }
  }
  for (const id of byId.keys()) if (!claims.recorded.has(id)) problems.push(`${id} was recorded by nobody`)
  return problems
}

/** Has the device's copy arrived at what the ledger has? Contents are compared when it has. */
export function hasArrived(document: DeviceDocument, ofLedger: readonly LedgerEvent[]): boolean {
  const rejected = ofLedger.filter(({ rejection }) => rejection !== undefined).length
  return document.events.length >= ofLedger.length && document.verdicts.length >= rejected
}

/** Nobody breaks the protocol here. */
export async function problemsOfBreaches(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query('select document, code, reason from docket.breaches')
  return rows.map(({ document, code, reason }) => `${document} was refused: ${code}, ${reason}`)
}
