import type { SummaryRow } from '@docket/core'
import type { CommitNews, DocumentNews } from './notifications.ts'

/** News from another node. */
export interface Received {
  readonly node: string
  readonly news: CommitNews
  /** Documents and summaries were left out: they are to be read from Postgres. */
  readonly isCut: boolean
}

interface Message extends Omit<CommitNews, 'documents' | 'rows'> {
  readonly node: string
  readonly documents?: readonly (Omit<DocumentNews, 'updates'> & { readonly updates: readonly string[] })[]
  readonly rows?: readonly SummaryRow[]
}

/** News as text: all of it, or what of it there is room for. */
export function newsText(node: string, { documents, rows, ...numbers }: CommitNews, maxBytes: number): string {
  let bytes = 0
  for (const { updates } of documents) for (const { byteLength } of updates) bytes += byteLength
  const short = JSON.stringify({ node, ...numbers } satisfies Message)
  if (bytes > maxBytes) return short
  const text = JSON.stringify({
    node,
    ...numbers,
    documents: documents.map(({ updates, ...document }) => ({ ...document, updates: updates.map(toBase64) })),
    rows,
  } satisfies Message)
  return Buffer.byteLength(text) > maxBytes ? short : text
}

/** Undefined when it is no news of ours: the channel may have other users. */
export function readNews(text: string): Received | undefined {
  try {
    const { node, tenant, first, last, documents, rows } = JSON.parse(text) as Message
    if (typeof tenant !== 'string' || !Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return undefined
    const news = {
      tenant,
      first,
      last,
      documents: (documents ?? []).map(({ updates, ...document }) => ({
        ...document,
        updates: updates.map(fromBase64),
      })),
      rows: rows ?? [],
    }
    return { node, news, isCut: documents === undefined }
  } catch {
    return undefined
  }
}

function toBase64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
