import type { JsonObject } from '@docket/core'
import { z } from '@hono/zod-openapi'
import type { EventMessage } from './event-message.ts'
import { isObject } from './is-object.ts'

const time = z.iso.datetime()

const event = z.object({
  event_id: z.uuidv7(),
  seq: z.int().openapi({ description: 'The tenant’s number of it: 1, 2, 3 … in the order of committing.' }),
  event_type: z.string().openapi({ example: 'order.item_added' }),
  occurred_at: time.openapi({ description: 'What the device’s clock said, never corrected.' }),
  occurred_at_ms: z.int().openapi({ description: 'The same in ms since the epoch, exact for any clock.' }),
  recorded_at: time.openapi({ description: 'When the server recorded it.' }),
  skew_ms: z.int().nullable().openapi({ description: 'How far the device’s clock was thought to be ahead.' }),
  actor_id: z.string().nullable().openapi({ description: 'Who it is said to be by.' }),
  device_id: z.string(),
  submitted_by: z.string().openapi({ description: 'Whose token brought it.' }),
  payload: z.custom<JsonObject>(isObject).openapi({ type: 'object' }),
  schema_version: z.int(),
  ref: z.uuidv7().nullable().openapi({ description: 'The event that it answers.' }),
  verdict: z.enum(['accepted', 'rejected']),
  reject_code: z.string().nullable(),
  reject_reason: z.string().nullable(),
})

const change = z.object({
  path: z.string().openapi({ description: 'JSON Pointer.' }),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
})

/** An event of an audit trail. */
export const auditEventSchema: z.ZodObject = event
  .extend({
    effect: z.enum(['applied', 'noted', 'no_effect', 'rejected', 'not_understood', 'late']).optional(),
    reason: z.string().optional(),
    changes: z.array(change).optional(),
  })
  .openapi('AuditEvent')

/** A committed event. */
export const eventMessageSchema: z.ZodType<EventMessage> = event
  .extend({ entity_type: z.string(), entity_id: z.string() })
  .openapi('Event')
