import type { LedgerRow, ReadModelRow } from '@docket/core/testing'
import type { EntityInput, EventInput, KeyInput, TenantRow, UpdateInput } from '../ledger/group-columns.ts'

interface StoredUpdate {
  readonly name: string
  readonly no: number
  readonly data: Buffer
}

export interface StoredEvent {
  readonly input: EventInput
  readonly seq: number
  readonly recordedAtMs: number
}

/** The parameters of the statement that commits a group. */
export interface CommitInput {
  readonly tenants: readonly TenantRow[]
  readonly events: readonly EventInput[]
  readonly updates: readonly UpdateInput[]
  readonly entities: readonly EntityInput[]
  readonly data: Buffer
  readonly keys: readonly KeyInput[]
}

/** As Postgres says that something is there already, or that `docket.chain` refuses a group. */
class MemoryDatabaseError extends Error {
  readonly code: string
  readonly constraint: string | undefined
  readonly detail: string | undefined

  constructor(code: string, { constraint, detail }: { readonly constraint?: string; readonly detail?: string }) {
    super(`refused with ${code}`)
    this.code = code
    this.constraint = constraint
    this.detail = detail
  }
}

/** The tables that a server needs to take and show events, without their chains; what it does is that of the migrations. */
export class MemoryTables {
  readonly events: StoredEvent[] = []
  readonly updates: StoredUpdate[] = []
  readonly seqs: Map<string, number> = new Map()
  readonly people: Map<string, string> = new Map()
  readonly entities: Map<string, ReadModelRow> = new Map()
  readonly #ids = new Set<string>()
  readonly #keys = new Set<string>()
  readonly #rows: LedgerRow[] = []

  /** For oracles. */
  get rows(): readonly LedgerRow[] {
    return this.#rows
  }

  hasId(tenant: string, id: string): boolean {
    return this.#ids.has(`${tenant}/${id}`)
  }

  eventsOf(name: string): readonly StoredEvent[] {
    return this.events.filter(({ input }) => nameOf(input) === name)
  }

  /** All or nothing. Gives the numbers of the tenants, as the statement does. */
  commit({ tenants, events, updates, entities, data, keys }: CommitInput, recordedAtMs: number): readonly number[] {
    this.#refuseMoved(entities)
    this.#refuseTwice('event_ids_once', this.#ids, events, ({ tenant_id, event_id }) => `${tenant_id}/${event_id}`)
    this.#refuseTwice('idempotency_keys_once', this.#keys, keys, ({ tenant_id, key }) => `${tenant_id}/${key}`)
    for (const { tenant_id, count } of tenants) this.seqs.set(tenant_id, (this.seqs.get(tenant_id) ?? 0) + count)
    const seqs = tenants.map(({ tenant_id }) => this.seqs.get(tenant_id) ?? 0)
    const seqOf = ({ tenant_no, back }: { readonly tenant_no: number; readonly back: number }): number =>
      (seqs[tenant_no - 1] ?? Number.NaN) - back
    for (const input of events) {
      const stored: StoredEvent = { input, seq: seqOf(input), recordedAtMs }
      this.events.push(stored)
      this.#rows.push(toLedgerRow(stored))
      this.#ids.add(`${input.tenant_id}/${input.event_id}`)
    }
    for (const { tenant_id, key } of keys) this.#keys.add(`${tenant_id}/${key}`)
    for (const update of updates) {
      const begins = update.begins - 1
      const part = Buffer.from(data.subarray(begins, begins + update.bytes))
      this.updates.push({ name: nameOf(update), no: this.updates.length + 1, data: part })
    }
    for (const { read_model, ...place } of entities) {
      if (read_model === undefined) continue
      const [state, summary] = read_model
      const { tenant_id: tenant, entity_type: entity, entity_id: id } = place
      this.entities.set(nameOf(place), { tenant, entity, id, state, summary, seq: seqOf(place) })
    }
    return seqs
  }

  #refuseMoved(entities: readonly EntityInput[]): void {
    const moved = entities.flatMap((entity, index) => {
      const isKnown = entity.known_events === undefined || entity.known_events === this.eventsOf(nameOf(entity)).length
      return isKnown ? [] : [index + 1]
    })
    if (moved.length > 0) throw new MemoryDatabaseError('DK002', { detail: moved.join(',') })
  }

  #refuseTwice<T>(constraint: string, known: ReadonlySet<string>, rows: readonly T[], keyOf: (row: T) => string): void {
    const keys = rows.map(keyOf)
    if (new Set(keys).size < keys.length || keys.some((key) => known.has(key)))
      throw new MemoryDatabaseError('23505', { constraint })
  }
}

/** A document's name, of its columns. */
export function nameOf(row: {
  readonly tenant_id: string
  readonly entity_type: string
  readonly entity_id: string
}): string {
  return `${row.tenant_id}/${row.entity_type}/${row.entity_id}`
}

function toLedgerRow({ input, seq }: StoredEvent): LedgerRow {
  const { tenant_id, entity_type, entity_id, event_type, skew_ms, reject_code, reject_reason, ref } = input
  return {
    tenant: tenant_id,
    seq,
    entity: entity_type,
    id: entity_id,
    event: {
      id: input.event_id,
      type: event_type.slice(entity_type.length + 1),
      v: input.schema_version,
      at: input.occurred_at_ms,
      ...(skew_ms !== undefined && { skew: skew_ms }),
      by: input.actor_id ?? null,
      device: input.device_id,
      payload: input.payload,
      ...(ref !== undefined && { ref }),
    },
    submittedBy: input.submitted_by,
    rejection: reject_code === undefined ? undefined : { code: reject_code, reason: reject_reason ?? '' },
  }
}
