import type { LedgerEvent } from '../ledger/event-row.ts'
import type { EntityDescription } from './describe-entities.ts'

/** The definitions to compare with. They may be in another process. */
export interface Past {
  readonly entities: readonly EntityDescription[]
  /** The state that the events of a document, in their order, give; undefined for an unknown entity. */
  fold(entity: string, events: readonly LedgerEvent[]): Promise<unknown>
  /** Of each of these events: does its schema, or its upcaster, refuse the payload? */
  refuses(entity: string, events: readonly LedgerEvent[]): Promise<readonly boolean[]>
}
