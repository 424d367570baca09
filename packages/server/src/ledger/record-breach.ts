import { storableText } from './json-text.ts'
import type { Queryable } from './queryable.ts'

/** A breach of the protocol: what a client tried, and whose token it had. */
export interface Breach {
  readonly tenant: string | null
  /** The document's name as the client gave it. */
  readonly document: string | null
  readonly code: string
  readonly reason: string
  readonly submittedBy: string | null
}

// What a hostile client sends is kept, but not at any length.
const MAX_TEXT = 2_000

export async function recordBreach(db: Queryable, breach: Breach): Promise<void> {
  const { tenant, document, code, reason, submittedBy } = breach
  await db.query({
    text: `insert into docket.breaches (tenant_id, document, code, reason, submitted_by) values ($1, $2, $3, $4, $5)`,
    values: [tenant, document, code, reason, submittedBy].map((text) => text && storableText(text.slice(0, MAX_TEXT))),
  })
}
