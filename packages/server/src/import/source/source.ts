/** A row as it stands in the source. */
export interface SourceRow {
  readonly kind: 'row'
  /** Its line in a file (the last of several), or how many rows of the table it is, from 1. */
  readonly number: number
  /** What it is compared by, when the source is read again. */
  readonly text: string
  readonly values: Values
}

/** Something in a row's place that is none. */
export interface MalformedRow {
  readonly kind: 'malformed'
  readonly number: number
  readonly text: string
  readonly reason: string
}

export type SourceItem = SourceRow | MalformedRow
export type Values = Readonly<Record<string, unknown>>

/** Rows in an order that is the same whenever they are read. */
export interface Source {
  /** What `number` counts. */
  readonly unit: 'line' | 'row'
  /** @throws SourceUnreadableError */
  rows(): AsyncIterable<SourceItem>
  /** How far reading has come, in whatever unit the source has. */
  progress(): { readonly done: number; readonly of: number; readonly unit: string }
  close(): Promise<void>
}
