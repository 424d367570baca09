import type { DocumentAddress } from '@docket/core'
import { contentHash } from '../chain/content.ts'
import { chainedBy, type DocumentCommit, type JudgedEvent, numbersOf } from './commit.ts'
import type { EntityInput, EventInput, KeyInput, Place, TenantRow, UpdateInput } from './group-columns.ts'
import { GroupDocuments } from './group-documents.ts'
import type { People } from './people.ts'
import { type NewRecord, newRecord } from './record-content.ts'
import { writeUpdates } from './update-row.ts'

/** A group of commits as rows for its statement. */
export interface GroupRows {
  /** In the order in which their counters are locked: the same everywhere, so that two writers cannot deadlock. */
  readonly tenants: readonly TenantRow[]
  readonly events: readonly EventInput[]
  readonly updates: readonly UpdateInput[]
  /** The bytes of all updates. */
  readonly data: Buffer
  /** The documents that the group has events or read models of. */
  readonly entities: readonly EntityInput[]
  /** For each event, which of them it is of, from 1. */
  readonly eventDocuments: readonly number[]
  /** The hashes of the events' contents, one after the other. */
  readonly contents: Buffer
  /** Of few events, mostly of none. */
  readonly keys: readonly KeyInput[]
  /** For each commit, where the number of its last event is found; of the newest so far when it has none. */
  readonly receipts: readonly Place[]
}

/** @param people who has learnt who occurs in the commits */
export function groupRows(commits: readonly DocumentCommit[], people: People): GroupRows {
  const counts = countEvents(commits)
  const tenants = [...counts.keys()]
    .sort()
    .map((tenant_id) => ({ tenant_id, count: counts.get(tenant_id) ?? 0, erasures: people.erasuresOf(tenant_id) }))
  const tenantNos = new Map(tenants.map(({ tenant_id }, index) => [tenant_id, index + 1]))
  const remaining = new Map(counts)
  const events: EventInput[] = []
  const updates: UpdateInput[] = []
  const datas: Buffer[] = []
  let bytesBefore = 0
  const documents = new GroupDocuments()
  const eventDocuments: number[] = []
  const contents: string[] = []
  const keys: KeyInput[] = []
  const receipts: Place[] = []
  for (const commit of commits) {
    const { address, events: judged, updates: ofCommit, readModel, knownEvents } = commit
    const tenant_id = address.tenant
    const tenant_no = tenantNos.get(tenant_id) ?? 0
    let back = remaining.get(tenant_id) ?? 0
    const document_no = judged.length > 0 || readModel !== undefined ? documents.numberOf(address) : 0
    for (const { address: of, events: chained } of chainedBy(commit)) {
      const chained_no = chained.length > 0 ? documents.numberOf(of) : 0
      for (const event of chained) {
        const record = newRecord(of, event, people.commitmentOf)
        contents.push(contentHash(record.content))
        eventDocuments.push(chained_no)
        const { idempotencyKey: key } = event
        if (key !== undefined) keys.push({ tenant_id, ...documentOf(of), key, event_id: event.event.id })
        events.push(eventRow(of, { tenant_id, tenant_no, back: --back }, event, record))
      }
      if (chained_no > 0 && of !== address) {
        const beside = { tenant_id, tenant_no, back, ...documentOf(of) }
        documents.set(chained_no, { ...beside, read_model: undefined, known_events: undefined })
      }
    }
    remaining.set(tenant_id, back)
    const place = { tenant_id, tenant_no, back }
    receipts.push(place)
    if (ofCommit.length > 0) {
      const data = writeUpdates(ofCommit)
      const bytes = data.byteLength
      updates.push({ tenant_id, ...documentOf(address), begins: bytesBefore + 1, bytes, events: judged.length })
      datas.push(data)
      bytesBefore += bytes
    }
    if (document_no > 0) {
      documents.set(document_no, {
        ...place,
        ...documentOf(address),
        read_model: readModel && [readModel.state, readModel.summary],
        known_events: knownEvents,
      })
    }
  }
  return {
    tenants,
    events,
    updates,
    data: Buffer.concat(datas),
    entities: documents.rows,
    eventDocuments,
    contents: Buffer.from(contents.join(''), 'hex'),
    keys,
    receipts,
  }
}

function countEvents(commits: readonly DocumentCommit[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const commit of commits) {
    const { tenant } = commit.address
    counts.set(tenant, (counts.get(tenant) ?? 0) + numbersOf(commit))
  }
  return counts
}

function documentOf({ entity, id }: DocumentAddress): Pick<EventInput, 'entity_type' | 'entity_id'> {
  return { entity_type: entity, entity_id: id }
}

function eventRow(
  address: DocumentAddress,
  place: Place,
  { event, rejection, submittedBy }: JudgedEvent,
  { personal }: NewRecord,
): EventInput {
  return {
    ...place,
    ...documentOf(address),
    event_id: event.id,
    event_type: `${address.entity}.${event.type}`,
    payload: event.payload,
    schema_version: event.v,
    occurred_at_ms: event.at,
    skew_ms: event.skew,
    actor_id: event.by ?? undefined,
    device_id: event.device,
    submitted_by: submittedBy,
    ref: event.ref,
    reject_code: rejection?.code,
    reject_reason: rejection?.reason,
    salt: personal?.salt,
    personal: personal?.commitments,
  }
}
