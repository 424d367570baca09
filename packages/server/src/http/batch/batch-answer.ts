import { z } from '@hono/zod-openapi'
import type { ItemResult } from './item-result.ts'

/** What became of the events of a batch. */
export interface BatchAnswer {
  readonly accepted: string[]
  readonly rejected: { index: number; id: string | null; code: string; reason: string; recorded: boolean }[]
  readonly duplicates: { id: string; event_id: string }[]
  readonly no_effect: { id: string; effect: 'no_effect' | 'not_understood'; reason: string }[]
}

const id = z.string()

export const batchAnswerSchema: z.ZodType<BatchAnswer> = z
  .object({
    accepted: z.array(id).openapi({ description: 'Committed, now or before.' }),
    rejected: z.array(
      z.object({
        index: z.int().openapi({ description: 'Its place in the request, from 0.' }),
        id: z.string().nullable(),
        code: z.string().openapi({ description: 'Never changes; docs/http.md lists them.' }),
        reason: z.string(),
        recorded: z
          .boolean()
          .openapi({ description: 'It is in the trail with this verdict. Otherwise nothing of it is stored.' }),
      }),
    ),
    duplicates: z
      .array(z.object({ id, event_id: id }))
      .openapi({ description: 'Accepted ones in whose place stands an earlier event with their key and content.' }),
    no_effect: z
      .array(z.object({ id, effect: z.enum(['no_effect', 'not_understood']), reason: z.string() }))
      .openapi({ description: 'Accepted ones that do not change the state, as far as the server knows now.' }),
  })
  .openapi('BatchAnswer')

/** @param ids what the request says that they are */
export function answerOf(ids: readonly (string | null)[], results: readonly (ItemResult | undefined)[]): BatchAnswer {
  const accepted = new Set<string>()
  const answer: BatchAnswer = { accepted: [], rejected: [], duplicates: [], no_effect: [] }
  for (const [index, id] of ids.entries()) {
    const result = results[index]
    if (result === undefined) throw new Error(`event ${index} of a batch has no result`)
    if (result.kind === 'rejected') {
      const { code, reason, isRecorded: recorded } = result
      answer.rejected.push({ index, id, code, reason, recorded })
      continue
    }
    if (id === null || accepted.has(id)) continue
    accepted.add(id)
    answer.accepted.push(id)
    const { sameAs, effect } = result
    if (sameAs !== undefined) answer.duplicates.push({ id, event_id: sameAs })
    if (effect?.kind === 'no_effect' || effect?.kind === 'not_understood') {
      answer.no_effect.push({ id, effect: effect.kind, reason: effect.reason })
    }
  }
  return answer
}
