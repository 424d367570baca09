import type { Commitment, Revealed } from '../chain/commitment.ts'
import { commitmentHash } from '../chain/commitment.ts'
import { contentText, type RecordContent } from '../chain/content.ts'
import type { PlaceRow, RecordRow } from '../ledger/read-records.ts'
import { memberOf, withCommitments } from '../ledger/record-content.ts'
import type { LinkStep, RecordStep } from './verify/step.ts'

type Reveal = RecordStep['reveal']

/** How many users are remembered. */
const REMEMBERED = 10_000

/** Makes records of a tenant's chain of the ledger's rows. Remembers users, who come again and again. */
export class RecordSteps {
  readonly #commitments = new Map<string, Commitment>()
  /** What records without other personal values reveal, by their users. */
  readonly #reveals = new Map<string, Reveal>()

  of(row: RecordRow, previous: string): RecordStep {
    const content: RecordContent = {
      tenant_id: row.tenant_id,
      entity_type: row.entity_type,
      entity_id: row.entity_id,
      event_id: row.event_id,
      event_type: row.event_type,
      schema_version: Number(row.schema_version),
      payload: row.personal === null ? row.payload : withCommitments(row.payload, row.personal),
      occurred_at_ms: Number(row.occurred_at_ms),
      skew_ms: row.skew_ms === null ? null : Number(row.skew_ms),
      device_id: row.device_id,
      actor_id: row.actor_id === null ? null : this.#commitmentOf(row.actor_id, row.actor_salt),
      submitted_by: this.#commitmentOf(row.submitted_by, row.submitter_salt),
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
      reveal: row.personal === null ? this.#revealOf(row) : { ...this.#revealOf(row), ...revealedPayload(row) },
      entity_previous: row.entity_previous,
      previous,
      recorded_at_ms: Number(row.recorded_at_ms),
      seq: Number(row.seq),
      hash: row.hash,
    }
  }

  #commitmentOf(user: string, salt: string | null): Commitment {
    // Of who was erased the hash is left.
    if (salt === null) return { $personal: user.slice(1) }
    return remembered(this.#commitments, salt + user, () => ({ $personal: commitmentHash({ salt, value: user }) }))
  }

  #revealOf({ actor_id, actor_salt, submitted_by, submitter_salt }: RecordRow): Reveal {
    const users = JSON.stringify([actor_id, actor_salt, submitted_by, submitter_salt])
    return remembered(this.#reveals, users, () => ({
      ...(actor_id !== null && actor_salt !== null && { '/actor_id': { salt: actor_salt, value: actor_id } }),
      ...(submitter_salt !== null && { '/submitted_by': { salt: submitter_salt, value: submitted_by } }),
    }))
  }
}

function remembered<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const known = memory.get(key)
  if (known !== undefined) return known
  if (memory.size >= REMEMBERED) memory.clear()
  const made = make()
  memory.set(key, made)
  return made
}

export function linkStep(row: PlaceRow, previous: string): LinkStep {
  const { content, entity_previous, hash } = row
  const recorded_at_ms = Number(row.recorded_at_ms)
  return { kind: 'link', content, entity_previous, previous, recorded_at_ms, seq: Number(row.seq), hash }
}

function revealedPayload({ payload, personal, salt }: RecordRow): Reveal {
  const reveal: Record<string, Revealed> = {}
  for (const pointer of Object.keys(personal ?? {})) {
    const value = payload[memberOf(pointer)]
    if (salt !== null && value !== undefined) reveal[`/payload${pointer}`] = { salt, value }
  }
  return reveal
}
