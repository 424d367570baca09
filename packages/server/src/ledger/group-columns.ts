import type { JsonObject } from '@docket/core'
import type { ColumnTypes } from './recordset.ts'

export interface TenantRow {
  readonly tenant_id: string
  /** How many events the group adds to it. */
  readonly count: number
  /** How many of its users had been erased when those of the group were looked up. */
  readonly erasures: number
}

export const TENANT: ColumnTypes<TenantRow> = { tenant_id: 'text', count: 'bigint', erasures: 'int' }

/**
 * Where a number comes from that only Postgres can give: the counter of the `tenant_no`th tenant (from 1) after the
 * group, less `back`, the tenant's events that come later in the group.
 */
export interface Place {
  readonly tenant_id: string
  readonly tenant_no: number
  readonly back: number
}

interface Document {
  readonly entity_type: string
  readonly entity_id: string
}

const PLACE: ColumnTypes<Place> = { tenant_id: 'text', tenant_no: 'int', back: 'bigint' }
const DOCUMENT: ColumnTypes<Document> = { entity_type: 'text', entity_id: 'text' }

/** What is undefined is left out of the JSON, and null in its row. */
export interface EventInput extends Place, Document {
  readonly event_id: string
  readonly event_type: string
  readonly payload: JsonObject
  readonly schema_version: number
  readonly occurred_at_ms: number
  readonly skew_ms: number | undefined
  readonly actor_id: string | undefined
  readonly device_id: string
  readonly submitted_by: string
  readonly ref: string | undefined
  readonly reject_code: string | undefined
  readonly reject_reason: string | undefined
  /** Hexadecimal. */
  readonly salt: string | undefined
  readonly personal: Readonly<Record<string, string>> | undefined
}

export const EVENT: ColumnTypes<EventInput> = {
  ...PLACE,
  ...DOCUMENT,
  event_id: 'uuid',
  event_type: 'text',
  payload: 'text',
  schema_version: 'bigint',
  occurred_at_ms: 'bigint',
  skew_ms: 'bigint',
  actor_id: 'text',
  device_id: 'text',
  submitted_by: 'text',
  ref: 'uuid',
  reject_code: 'text',
  reject_reason: 'text',
  salt: 'text',
  personal: 'text',
}

/** An event whose sender gave it a key. */
export interface KeyInput extends Document {
  readonly tenant_id: string
  readonly key: string
  readonly event_id: string
}

export const KEY: ColumnTypes<KeyInput> = { tenant_id: 'text', ...DOCUMENT, key: 'text', event_id: 'uuid' }

export interface UpdateInput extends Document {
  readonly tenant_id: string
  /** All updates of a commit: so many bytes of the group's data, from this one on; the first is 1. */
  readonly begins: number
  readonly bytes: number
  /** How many events they bring. */
  readonly events: number
}

export const UPDATE: ColumnTypes<UpdateInput> = {
  tenant_id: 'text',
  ...DOCUMENT,
  begins: 'int',
  bytes: 'int',
  events: 'int',
}

/** A document of the group. */
export interface EntityInput extends Place, Document {
  /** State and summary; in a list, because either may be any JSON, a mere string too. Undefined leaves them as they are. */
  readonly read_model: readonly [state: unknown, summary: unknown] | undefined
  /** How many events it had when the first commit of the group was judged; undefined: whatever it has. */
  readonly known_events: number | undefined
}

export const ENTITY: ColumnTypes<EntityInput> = { ...PLACE, ...DOCUMENT, read_model: 'text', known_events: 'bigint' }
