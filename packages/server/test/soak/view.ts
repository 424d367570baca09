import type { EventRecord, HistoryEntry, VerdictRecord } from '@docket/core'
import { EventLog } from '@docket/core'
import { canonicalJson } from '../../src/chain/canonical-json.ts'
import { sha256 } from '../../src/chain/sha256.ts'
import type { LedgerEvent } from '../ledger.ts'
import { sitting } from './sitting.ts'

/** What is compared of a document: everything that an application can see of it. */
export function digestOf(state: unknown, history: readonly HistoryEntry[]): string {
  return sha256(canonicalJson({ state, history }))
}

/** What everybody should see: the fold, from scratch, of what Postgres has. */
export function replay(rows: readonly LedgerEvent[]): { readonly state: unknown; readonly history: HistoryEntry[] } {
  const log = new EventLog(sitting)
  log.add(rows.map(eventOf), rows.flatMap(verdictOf))
  const history = log.entries.map(
    ({ event, effect }): HistoryEntry => ({
      event,
      effect,
      saveState: log.verdictOf(event.id) === undefined ? 'committed' : 'rejected',
    }),
  )
  return { state: log.state, history }
}

const eventOf = ({ event }: LedgerEvent): EventRecord => event

const verdictOf = ({ event, rejection }: LedgerEvent): VerdictRecord[] =>
  rejection === undefined ? [] : [{ ref: event.id, at: 0, ...rejection }]
