import type { JsonObject } from '@docket/core'
import type { Commitment, Revealed } from '../chain/commitment.ts'
import { commitmentHash } from '../chain/commitment.ts'
import { contentText, type RecordContent } from '../chain/content.ts'
import type { PlaceRow, RecordRow } from '../ledger/read-records.ts'
import { memberOf, withCommitments } from '../ledger/record-content.ts'
import type { LinkStep, RecordStep } from './verify/step.ts'

/** A row of the ledger as a record of its tenant's chain. */
export function recordStep(row: RecordRow, previous: string): RecordStep {
  const reveal: Record<string, Revealed> = {}
  const personOf = (pointer: string, user: string, salt: string | null): Commitment => {
    // Of who was erased the hash is left.
    if (salt === null) return { $personal: user.slice(1) }
    reveal[pointer] = { salt, value: user }
    return { $personal: commitmentHash({ salt, value: user }) }
  }
  const content: RecordContent = {
    tenant_id: row.tenant_id,
    entity_type: row.entity_type,
    entity_id: row.entity_id,
    event_id: row.event_id,
    event_type: row.event_type,
    schema_version: Number(row.schema_version),
    payload: hiddenPayload(row, reveal),
    occurred_at_ms: Number(row.occurred_at_ms),
    skew_ms: row.skew_ms === null ? null : Number(row.skew_ms),
    device_id: row.device_id,
    actor_id: row.actor_id === null ? null : personOf('/actor_id', row.actor_id, row.actor_salt),
    submitted_by: personOf('/submitted_by', row.submitted_by, row.submitter_salt),
    ref: row.ref,
    verdict: row.verdict,
    reject_code: row.reject_code,
    reject_reason: row.reject_reason,
  }
  return {
    kind: 'record',
    text: contentText(content),
    content: { ...content },
    contentHash: row.content,
    reveal,
    entity_previous: row.entity_previous,
    previous,
    recorded_at_ms: Number(row.recorded_at_ms),
    seq: Number(row.seq),
    hash: row.hash,
  }
}

export function linkStep(row: PlaceRow, previous: string): LinkStep {
  const { content, entity_previous, hash } = row
  const recorded_at_ms = Number(row.recorded_at_ms)
  return { kind: 'link', content, entity_previous, previous, recorded_at_ms, seq: Number(row.seq), hash }
}

function hiddenPayload({ payload, personal, salt }: RecordRow, reveal: Record<string, Revealed>): JsonObject {
  if (personal === null) return payload
  for (const pointer of Object.keys(personal)) {
    const value = payload[memberOf(pointer)]
    if (salt !== null && value !== undefined) reveal[`/payload${pointer}`] = { salt, value }
  }
  return withCommitments(payload, personal)
}
