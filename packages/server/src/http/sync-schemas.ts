import { isNamePart, MAX_SYNC_CHECKPOINTS, MAX_SYNC_DOCUMENTS, type SyncQuestion } from '@docket/core'
import { z } from 'zod'

const namePart = z.string().refine(isNamePart, '1 to 64 letters, digits, "_" and "-"')
const key = z.strictObject({ entity: namePart, id: namePart })
/** Not looked at here: what is no base64 decodes to bytes that the gate refuses. */
const base64 = z.string()

/** The body of `POST /v1/sync`. */
export const syncQuestion: z.ZodType<SyncQuestion> = z.strictObject({
  tenant: namePart,
  documents: z.array(key.extend({ state_vector: base64, update: base64.exactOptional() })).max(MAX_SYNC_DOCUMENTS),
  summaries_after: z.int().nonnegative().exactOptional(),
  checkpoints: z.array(key).max(MAX_SYNC_CHECKPOINTS).exactOptional(),
})
