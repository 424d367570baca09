import { sha256 } from './sha256.ts'

/** A record's place in the ledger: what its hash is of. Hashes are 64 lower-case hexadecimal digits. */
export interface Link {
  /** Of the record's content. */
  readonly content: string
  /** The hash of the record before it of the same entity; `NOTHING` when it is the first. */
  readonly entity_previous: string
  /** The hash of the tenant's record before it; `NOTHING` when it is the first. */
  readonly previous: string
  /** When Postgres recorded it, ms since the epoch. */
  readonly recorded_at_ms: number
  /** The tenant's number of it, from 1. */
  readonly seq: number
}

/** Stands where there is no record before. */
export const NOTHING: string = '0'.repeat(64)

export function linkHash(link: Link): string {
  return sha256(linkText(link))
}

/** Its canonical JSON: hashes need no escapes, numbers are whole, and the members stand here in their order. */
export function linkText({ content, entity_previous, previous, recorded_at_ms, seq }: Link): string {
  return `{"content":"${content}","entity_previous":"${entity_previous}","previous":"${previous}","recorded_at_ms":${recorded_at_ms},"seq":${seq}}`
}
