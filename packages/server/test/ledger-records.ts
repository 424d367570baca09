import type { JsonObject } from '@docket/core'
import { contentHash } from '../src/chain/content.ts'
import { type Link, linkHash, NOTHING } from '../src/chain/link.ts'
import { EVENT_COLUMNS, type EventRow } from '../src/ledger/event-row.ts'
import type { Queryable } from '../src/ledger/queryable.ts'
import { withCommitments } from '../src/ledger/record-content.ts'

interface Row extends EventRow {
  readonly tenant_id: string
  readonly verdict: 'accepted' | 'rejected'
  readonly personal: Readonly<Record<string, string>> | null
  readonly actor: string | null
  readonly submitter: string
  readonly content: string
  readonly entity_previous: string
  readonly hash: string
}

/** What is wrong with the records of a tenant, checked in the plainest way; empty when nothing is. */
export async function flawsOfChain(db: Queryable, tenant: string): Promise<string[]> {
  const { rows } = await db.query<Row>({
    text: `
      select ${EVENT_COLUMNS}, tenant_id, verdict, personal, encode(content, 'hex') as content,
        encode(entity_previous, 'hex') as entity_previous, encode(hash, 'hex') as hash,
        (select encode(commitment, 'hex') from docket.people p where p.tenant_id = e.tenant_id and p.user_id = e.actor_id)
          as actor,
        (select encode(commitment, 'hex') from docket.people p
          where p.tenant_id = e.tenant_id and p.user_id = e.submitted_by) as submitter
      from docket.audit_events as e where tenant_id = $1 order by seq`,
    values: [tenant],
  })
  const flaws: string[] = []
  const heads = new Map<string, string>()
  let previous = NOTHING
  for (const [index, row] of rows.entries()) {
    const entity = `${row.entity_type}/${row.entity_id}`
    const link: Link = {
      content: hashOf(row),
      entity_previous: heads.get(entity) ?? NOTHING,
      previous,
      recorded_at_ms: Number(row.recorded_at_ms),
      seq: index + 1,
    }
    if (row.content !== link.content) flaws.push(`content of ${row.seq}`)
    if (row.entity_previous !== link.entity_previous) flaws.push(`entity_previous of ${row.seq}`)
    if (row.hash !== linkHash(link)) flaws.push(`hash of ${row.seq}`)
    previous = row.hash
    heads.set(entity, row.hash)
  }
  return flaws
}

function hashOf(row: Row): string {
  const payload: JsonObject = row.personal === null ? row.payload : withCommitments(row.payload, row.personal)
  return contentHash({
    tenant_id: row.tenant_id,
    entity_type: row.entity_type,
    entity_id: row.entity_id,
    event_id: row.event_id,
    event_type: row.event_type,
    schema_version: Number(row.schema_version),
    payload,
    occurred_at_ms: Number(row.occurred_at_ms),
    skew_ms: row.skew_ms === null ? null : Number(row.skew_ms),
    device_id: row.device_id,
    actor_id: row.actor === null ? null : { $personal: row.actor },
    submitted_by: { $personal: row.submitter },
    ref: row.ref,
    verdict: row.verdict,
    reject_code: row.reject_code,
    reject_reason: row.reject_reason,
  })
}
