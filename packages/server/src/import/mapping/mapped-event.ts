import type { EventId, JsonValue } from '@docket/core'

/** What a row says of an event, before it has an id. */
export interface MappedEvent {
  /** What the source calls it: the same whenever it is read. */
  readonly key: string
  /** Where the source has an event's id already. */
  readonly id?: EventId
  readonly entityId: string
  readonly type: string
  /** Ms since the epoch. */
  readonly atMs: number
  readonly by: string | null
  readonly device: string
  readonly version?: number | undefined
  readonly payload: JsonValue
  readonly ref?: string | undefined
}

/** On which device an event was done, where nobody says. */
export const IMPORT_DEVICE = 'import'
