import { z } from '@hono/zod-openapi'
import type { EntityRow } from '../ledger/read-entities.ts'
import { rfc3339 } from '../rfc3339.ts'

/** An entity as it goes to clients. */
export interface EntityBody {
  readonly id: string
  readonly state: unknown
  readonly summary: unknown
  readonly seq: number
  readonly created_at: string
  readonly updated_at: string
}

export const entitySchema: z.ZodType<EntityBody> = z
  .object({
    id: z.string(),
    state: z.unknown().openapi({ description: 'As the entity’s definition folds it.' }),
    summary: z.unknown().openapi({ description: 'The few fields that lists show, filter and sort by.' }),
    seq: z.int().openapi({ description: 'The tenant’s number of the newest event in it.' }),
    created_at: z.iso.datetime().openapi({ description: 'When its first event was recorded.' }),
    updated_at: z.iso.datetime().openapi({ description: 'When its newest was.' }),
  })
  .openapi('Entity')

export function entityBody({ entityId, state, summary, seq, createdAtMs, updatedAtMs }: EntityRow): EntityBody {
  return { id: entityId, state, summary, seq, created_at: rfc3339(createdAtMs), updated_at: rfc3339(updatedAtMs) }
}
