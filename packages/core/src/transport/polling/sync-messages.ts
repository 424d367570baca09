import { type Checkpoint, isCheckpoint } from '../../document/checkpoint.ts'
import type { ClockPairs } from '../../document/clocks.ts'
import { isPlainObject } from '../../event/json.ts'
import type { SummaryRow } from '../messages.ts'

/** How many documents a server answers for at once. */
export const MAX_SYNC_DOCUMENTS = 100
/** How many checkpoints: each holds a whole state. */
export const MAX_SYNC_CHECKPOINTS = 10

/** The body of `POST /v1/sync`. Bytes are in base64. */
export interface SyncQuestion {
  /** Whose documents are meant; the token has to be for the same tenant. */
  readonly tenant: string
  readonly documents: readonly DocumentQuestion[]
  /** Asks for the summaries after this number of the tenant. */
  readonly summaries_after?: number
  readonly checkpoints?: readonly DocumentKey[]
}

/** Which document of the tenant is meant. */
export interface DocumentKey {
  readonly entity: string
  readonly id: string
}

/** Tells the documents of a tenant apart. */
export function keyOf({ entity, id }: DocumentKey): string {
  return `${entity}/${id}`
}

/** What a device asks of one document, and what it brings. */
export interface DocumentQuestion extends DocumentKey {
  /** What the device has (Yjs, v1). */
  readonly state_vector: string
  /** What the server lacks (Yjs, v1); nothing unless there is something. */
  readonly update?: string
}

/** What `POST /v1/sync` answers. A document that is not in it could not be answered for now: ask again. */
export interface SyncAnswer {
  /** The server's clock, ms since the epoch. */
  readonly server_ms: number
  /** Postgres does not take what clients send, for now. */
  readonly delayed: boolean
  readonly documents: readonly DocumentAnswer[]
  /** Not there when they were not asked for, or cannot be read now. */
  readonly summaries?: { readonly rows: readonly SummaryRow[]; readonly cursor: number; readonly more: boolean }
  readonly checkpoints: readonly (DocumentKey & { readonly checkpoint: Checkpoint | null })[]
}

/** What the server says of one document: what has been exchanged, or why it could not be. */
export type DocumentAnswer = DocumentExchanged | DocumentFailed

export interface DocumentExchanged extends DocumentKey {
  /** What the device lacks (Yjs, v1); nothing unless there is something. */
  readonly update?: string
  /** All that is committed of the document. */
  readonly committed: ClockPairs
  /** The server took nothing of the update, and never will. */
  readonly refused?: Reason
}

/** The document cannot be opened, or not now. */
export interface DocumentFailed extends DocumentKey {
  readonly error: Reason
}

export interface Reason {
  readonly code: string
  readonly reason: string
}

/** Undefined when it is no answer of a Docket server: that of a hotel's sign-in page, perhaps. */
export function parseSyncAnswer(text: string): SyncAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isSyncAnswer(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isSyncAnswer(value: unknown): value is SyncAnswer {
  if (!isPlainObject(value)) return false
  const { server_ms, delayed, documents, summaries, checkpoints } = value
  return (
    Number.isFinite(server_ms) &&
    typeof delayed === 'boolean' &&
    Array.isArray(documents) &&
    documents.every(isDocumentAnswer) &&
    (summaries === undefined || isSummaries(summaries)) &&
    Array.isArray(checkpoints) &&
    checkpoints.every((one) => isKey(one) && (one.checkpoint === null || isCheckpoint(one.checkpoint)))
  )
}

function isDocumentAnswer(value: unknown): value is DocumentAnswer {
  if (!isKey(value)) return false
  const { update, committed, refused, error } = value
  if (error !== undefined) return isReason(error)
  return (
    Array.isArray(committed) &&
    (update === undefined || typeof update === 'string') &&
    (refused === undefined || isReason(refused))
  )
}

function isSummaries(value: unknown): boolean {
  return isPlainObject(value) && Array.isArray(value.rows) && Number.isSafeInteger(value.cursor)
}

function isKey(value: unknown): value is Record<string, unknown> & DocumentKey {
  return isPlainObject(value) && typeof value.entity === 'string' && typeof value.id === 'string'
}

function isReason(value: unknown): value is Reason {
  return isPlainObject(value) && typeof value.code === 'string' && typeof value.reason === 'string'
}
