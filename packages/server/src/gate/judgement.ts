import type { ClockPairs, EventRecord, Reading, VerdictRecord } from '@docket/core'

/** A part of an update that breaks the protocol: the whole update is refused. */
export interface Breach {
  readonly kind: 'breach'
  /** Stable. */
  readonly code: BreachCode
  readonly reason: string
}

export type BreachCode =
  | 'update_malformed'
  | 'update_too_large'
  | 'update_gap'
  | 'deletion'
  | 'root_unknown'
  | 'content_unknown'
  | 'verdict_forged'
  | 'verdict_malformed'
  | 'client_forged'
  | 'event_malformed'
  | 'event_too_large'
  | 'event_id_reused'
  | 'event_unstorable'
  | 'document_full'
  | 'document_empty_by_contract'

/** A well-formed event that breaks a rule: it stays in the trail, without effect. */
export interface Rejection {
  /** Stable: one of the gate's, or one that an application's rule gives. */
  readonly code: string
  readonly reason: string
}

/** The gate's own codes of rejections. */
export type RejectionCode =
  | 'payload_invalid'
  | 'actor_forbidden'
  | 'role_forbidden'
  | 'type_reserved'
  | 'forbidden'
  | 'rule_refused'
  | 'rule_failed'

/** An event that the document did not have, as the gate reads it. */
export interface JudgedEvent {
  readonly event: EventRecord
  readonly reading: Reading
  readonly rejection: Rejection | undefined
}

/** What another server of the tenant has rejected, as it stands in its update; nobody else may bring any. */
export interface BroughtVerdicts {
  readonly records: readonly VerdictRecord[]
  /** The clients of Yjs that write them. */
  readonly clients: readonly number[]
}

export const NO_VERDICTS: BroughtVerdicts = { records: [], clients: [] }

/** What the gate says of an update. */
export type Judgement =
  | Breach
  | {
      readonly kind: 'passed'
      /** The events that the document did not have, in the order of their ids. */
      readonly events: readonly JudgedEvent[]
      readonly verdicts: BroughtVerdicts
      /** What the update adds, as a part of a state vector; empty when the document has all of it. */
      readonly clocks: ClockPairs
    }

export function rejection(code: RejectionCode, reason: string): Rejection {
  return { code, reason }
}

export function breach(code: BreachCode, reason: string): Breach {
  return { kind: 'breach', code, reason }
}
