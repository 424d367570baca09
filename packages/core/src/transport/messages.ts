import { type Checkpoint, isCheckpoint } from '../document/checkpoint.ts'
import type { ClockPairs } from '../document/clocks.ts'
import { isNamePart } from '../event/document-name.ts'
import { isPlainObject, type JsonValue } from '../event/json.ts'

/** One line of the server's read model. */
export interface SummaryRow {
  readonly entity: string
  readonly id: string
  readonly summary: JsonValue
  readonly seq: number
  /** How many events the document's checkpoint covers, if it has one. Not said: it has the same as before, if any. */
  readonly checkpoint?: number
}

/** The newer of two rows of a document, and the newer checkpoint: a row may tell of only that, or of all but that. */
export function newerRow(a: SummaryRow, b: SummaryRow): SummaryRow {
  const checkpoint = Math.max(a.checkpoint ?? 0, b.checkpoint ?? 0)
  return { ...(a.seq < b.seq ? b : a), ...(checkpoint > 0 && { checkpoint }) }
}

/** What the server says in stateless messages: the first two about their document, the others on the control document. */
export type ServerMessage =
  | { readonly kind: 'committed'; readonly clocks: ClockPairs }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'time'; readonly sentMs: number; readonly serverMs: number }
  | { readonly kind: 'summaries'; readonly rows: readonly SummaryRow[]; readonly cursor: number }
  /** Postgres does not take what clients send, for now, or takes it again. Not said: it takes it. */
  | { readonly kind: 'delayed'; readonly delayed: boolean }
  | CheckpointAnswer

/** The checkpoint of a document, or that there is none. */
export interface CheckpointAnswer {
  readonly kind: 'checkpoint'
  readonly entity: string
  readonly id: string
  readonly checkpoint: Checkpoint | null
}

/** What a client says in stateless messages on the control document. */
export type ClientMessage =
  /** Asks for the server's clock. */
  | { readonly kind: 'time'; readonly sentMs: number }
  /** Asks for all summaries after a number of the tenant, and for those to come. */
  | { readonly kind: 'summaries'; readonly after: number }
  /** Asks for the checkpoint of a document. */
  | { readonly kind: 'checkpoint'; readonly entity: string; readonly id: string }

/** A message of the server; undefined if it is none. */
export function parseServerMessage(text: string): ServerMessage | undefined {
  const message = parseObject(text)
  switch (message?.kind) {
    case 'committed':
      return Array.isArray(message.clocks) ? (message as unknown as ServerMessage) : undefined
    case 'refused':
      return typeof message.code === 'string' && typeof message.reason === 'string'
        ? { kind: 'refused', code: message.code, reason: message.reason }
        : undefined
    case 'time':
      return isNumber(message.sentMs) && isNumber(message.serverMs)
        ? { kind: 'time', sentMs: message.sentMs, serverMs: message.serverMs }
        : undefined
    case 'summaries':
      return Array.isArray(message.rows) && isNumber(message.cursor) ? (message as unknown as ServerMessage) : undefined
    case 'delayed':
      return typeof message.delayed === 'boolean' ? { kind: 'delayed', delayed: message.delayed } : undefined
    case 'checkpoint':
      return isAnswer(message) ? message : undefined
    default:
      return undefined
  }
}

function isAnswer(message: Record<string, unknown>): message is Record<string, unknown> & CheckpointAnswer {
  const { entity, id, checkpoint } = message
  return isNamePart(entity) && isNamePart(id) && (checkpoint === null || isCheckpoint(checkpoint))
}

/** A message of a client; undefined if it is none. Unknown members are left out. */
export function parseClientMessage(text: string): ClientMessage | undefined {
  const message = parseObject(text)
  if (message?.kind === 'time' && isNumber(message.sentMs)) return { kind: 'time', sentMs: message.sentMs }
  if (message?.kind === 'summaries' && Number.isSafeInteger(message.after) && Number(message.after) >= 0) {
    return { kind: 'summaries', after: Number(message.after) }
  }
  if (message?.kind === 'checkpoint' && isNamePart(message.entity) && isNamePart(message.id)) {
    return { kind: 'checkpoint', entity: message.entity, id: message.id }
  }
  return undefined
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isPlainObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
