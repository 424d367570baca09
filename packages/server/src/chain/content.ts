import type { JsonValue } from '@docket/core'
import { canonicalJson } from './canonical-json.ts'
import type { Commitment } from './commitment.ts'
import { sha256 } from './sha256.ts'

/**
 * All that the ledger says of an event, but for its place in it: what a record's `content` is the hash of. Names are the
 * ledger's; every member is always there.
 */
export interface RecordContent {
  readonly tenant_id: string
  readonly entity_type: string
  readonly entity_id: string
  readonly event_id: string
  readonly event_type: string
  readonly schema_version: number
  /** Personal values are commitments. */
  readonly payload: JsonValue
  /** What the device's clock said, ms since the epoch. */
  readonly occurred_at_ms: number
  readonly skew_ms: number | null
  readonly device_id: string
  /** Who is said to have done it. */
  readonly actor_id: Commitment | null
  /** Whose token brought it. */
  readonly submitted_by: Commitment
  readonly ref: string | null
  readonly verdict: 'accepted' | 'rejected'
  readonly reject_code: string | null
  readonly reject_reason: string | null
}

export function contentHash(content: RecordContent): string {
  return sha256(canonicalJson(content))
}
