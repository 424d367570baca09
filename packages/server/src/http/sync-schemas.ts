import { isNamePart, MAX_SYNC_CHECKPOINTS, MAX_SYNC_DOCUMENTS, type SyncQuestion } from '@docket/core'
import { z } from '@hono/zod-openapi'

const namePart = z.string().refine(isNamePart, '1 to 64 letters, digits, "_" and "-"')
const key = z.strictObject({ entity: namePart, id: namePart })
/** Not looked at here: what is no base64 decodes to bytes that the gate refuses. */
const base64 = z.string().openapi({ format: 'byte' })

/** The body of `POST /v1/sync`. */
export const syncQuestion: z.ZodType<SyncQuestion> = z
  .strictObject({
    tenant: namePart,
    documents: z.array(key.extend({ state_vector: base64, update: base64.exactOptional() })).max(MAX_SYNC_DOCUMENTS),
    summaries_after: z.int().nonnegative().exactOptional(),
    checkpoints: z.array(key).max(MAX_SYNC_CHECKPOINTS).exactOptional(),
  })
  .openapi('SyncQuestion')

const reason = z.object({ code: z.string(), reason: z.string() })
const clocks = z
  .array(z.tuple([z.int(), z.int()]))
  .openapi({ type: 'array', description: 'Pairs of a client of Yjs and how much of it is committed.' })
const row = z.object({
  entity: z.string(),
  id: z.string(),
  summary: z.unknown(),
  seq: z.int(),
  checkpoint: z.int().optional().openapi({ description: 'How many events its checkpoint covers.' }),
})

/** What is answered. */
export const syncAnswer: z.ZodType = z
  .object({
    server_ms: z.number(),
    delayed: z.boolean(),
    documents: z.array(
      key.extend({
        update: base64.optional().openapi({ description: 'What the state vector lacked.' }),
        committed: clocks.optional(),
        refused: reason.optional().openapi({ description: 'The update will never be taken.' }),
        error: reason.optional().openapi({ description: 'The document cannot be served now.' }),
      }),
    ),
    summaries: z.object({ rows: z.array(row), cursor: z.int(), more: z.boolean() }).optional(),
    checkpoints: z.array(key.extend({ checkpoint: z.looseObject({}).nullable() })),
  })
  .openapi('SyncAnswer')
