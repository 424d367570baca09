/** `breaks`: something that is recorded loses its effect, or cannot be opened. */
export type Severity = 'breaks' | 'warning' | 'note'

export type FindingCode =
  | 'entity_added'
  | 'entity_removed'
  | 'entity_renamed'
  | 'event_added'
  | 'event_removed'
  | 'version_raised'
  | 'version_lowered'
  | 'upcaster_missing'
  | 'upcaster_changed'
  | 'payload_looser'
  | 'payload_stricter'
  | 'payload_unknown'
  | 'payload_not_comparable'
  | 'personal_added'
  | 'personal_removed'
  | 'state_version_changed'
  | 'states_differ'

/** One thing that differs between two definitions; plain JSON. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly entity: string
  readonly event?: string
  /** What has changed, and what comes of it. */
  readonly message: string
  /** Where, one by one. */
  readonly details?: readonly string[]
  /** What to do. */
  readonly advice?: string
  /** What to write, with placeholders such as `<default for course: string>`. */
  readonly code_to_write?: string
  /** Of the events that the ledger holds as accepted; absent where it was not asked. */
  readonly ledger?: AffectedEvents
}

export interface AffectedEvents {
  /** How many it is about. */
  readonly affected: number
  /** How many events of this type there are, or of this entity. */
  readonly held: number
  readonly by_tenant: readonly TenantEvents[]
}

export interface TenantEvents {
  readonly tenant: string
  /** Of the payload's schema. */
  readonly version: number
  readonly events: number
}
