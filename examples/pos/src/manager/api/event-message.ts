import * as z from 'zod/mini'
import type { CommittedEvent } from '../../books/committed-event.ts'

/** An event as the server's routes have it. */
export const eventMessage = z.object({
  event_id: z.string(),
  seq: z.int(),
  event_type: z.string(),
  occurred_at_ms: z.int(),
  recorded_at: z.string(),
  skew_ms: z.nullable(z.int()),
  actor_id: z.nullable(z.string()),
  device_id: z.string(),
  submitted_by: z.string(),
  payload: z.record(z.string(), z.json()),
  schema_version: z.int(),
  ref: z.nullable(z.string()),
  reject_code: z.nullable(z.string()),
  reject_reason: z.nullable(z.string()),
})

export type EventMessage = z.infer<typeof eventMessage>

export function committedEvent(orderId: string, message: EventMessage): CommittedEvent {
  const recordedAtMs = Date.parse(message.recorded_at)
  const { event_id: id, skew_ms, ref, reject_code, reject_reason } = message
  return {
    seq: message.seq,
    orderId,
    event: {
      id,
      type: message.event_type.slice(message.event_type.indexOf('.') + 1),
      v: message.schema_version,
      at: message.occurred_at_ms,
      ...(skew_ms !== null && { skew: skew_ms }),
      by: message.actor_id,
      device: message.device_id,
      payload: message.payload,
      ...(ref !== null && { ref }),
    },
    recordedAtMs,
    submittedBy: message.submitted_by,
    verdict:
      reject_code === null ? undefined : { ref: id, code: reject_code, reason: reject_reason ?? '', at: recordedAtMs },
  }
}
