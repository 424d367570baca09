import type { JsonValue } from '@docket/core'

/** Where a value comes from: a column (`table_no as integer`), or the same for all rows. */
export type ValueRule = string | { readonly const: JsonValue }

/** A payload as it will be, with rules in the place of its values. */
export interface Template {
  readonly [name: string]: ValueRule | Template
}

type Scalar = string | number | boolean | null
export type OneOf = Scalar | readonly Scalar[]
/** By column: what its value is one of, or is not. */
export type Condition = Readonly<Record<string, OneOf | { readonly not: OneOf }>>

interface AuthorRules {
  readonly by?: ValueRule | undefined
  readonly device?: ValueRule | undefined
  /** Of the payload's schema. */
  readonly version?: number | undefined
}

/** An event that each row becomes. */
export interface EventOfRow extends AuthorRules {
  readonly type: string
  readonly when?: Condition | undefined
  /** A list in the row: an event for each of its elements. */
  readonly each?: string | undefined
  readonly at: string
  readonly payload: Template
}

interface SharedRules {
  /** Keys are of this source; two sources that call different things the same need two names. */
  readonly source: string
  /** Of a Postgres: one of the two. */
  readonly table?: string | undefined
  readonly query?: string | undefined
  readonly order_by?: readonly string[] | undefined
  /** Of times without one. */
  readonly zone?: string | undefined
  readonly key?: string | undefined
  readonly entity_id: string | { readonly column: string; readonly prefix: string; readonly escape: boolean }
  /** Other rows are left out. */
  readonly when?: Condition | undefined
}

/** Each row is an entity. */
export interface RowsMapping extends SharedRules {
  readonly mode: 'rows'
  readonly events: readonly EventOfRow[]
}

/** Each row is an event. */
export interface EventsMapping extends SharedRules, AuthorRules {
  readonly mode: 'events'
  readonly type: ValueRule
  /** By the source's name: the event's type, or null where it becomes none. */
  readonly types?: Readonly<Record<string, string | null>> | undefined
  readonly at: string
  readonly payload: string | Template
}

/** What a mapping file says. */
export type Mapping = RowsMapping | EventsMapping
