import {
  type DocumentAddress,
  type Entity,
  type EventRecord,
  isEventId,
  isNamePart,
  type JsonObject,
  notEventBecause,
  tickOf,
} from '@docket/core'
import { z } from '@hono/zod-openapi'
import { isDevice, type Principal } from '../../auth/principal.ts'
import type { Rejection } from '../../gate/judgement.ts'
import { parseRfc3339 } from '../../rfc3339.ts'
import { isObject } from '../is-object.ts'
import { reasonsOf } from '../openapi/create-routes.ts'

/** An event as a back end sends it. Members that are not named here are passed over. */
const batchEvent = z
  .object({
    id: z
      .string()
      .openapi({ format: 'uuid', description: 'A UUIDv7 in lower case: its identity and its place in the order.' }),
    event_type: z.string().openapi({ example: 'order.item_added', description: 'With or without the entity’s name.' }),
    entity_type: z.string().openapi({ example: 'order' }),
    entity_id: z.string().openapi({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
    payload: z.custom<JsonObject>(isObject, 'not an object').openapi({ type: 'object' }),
    timestamp: z
      .union([z.string(), z.int()], 'neither an RFC 3339 time nor an integer of ms since the epoch')
      .optional()
      .openapi({
        description:
          'When it happened: RFC 3339, or ms since the epoch. Kept as it is. The time of the id unless told.',
      }),
    user_id: z
      .string()
      .nullish()
      .openapi({ description: 'Who did it; unless told, whose token it is, and nobody for a device’s.' }),
    device_id: z
      .string()
      .nullish()
      .openapi({ description: 'On which device; unless told, that of the token, or whose token it is.' }),
    idempotency_key: z
      .string()
      .min(1)
      .max(256)
      .refine((key) => key.isWellFormed() && !key.includes('\0'), 'not storable')
      .optional()
      .openapi({ description: 'What you call it besides its id: one event of the tenant has this key, ever.' }),
    schema_version: z.int().optional().openapi({ minimum: 1, description: 'Of the payload; the newest unless told.' }),
    ref: z.string().optional().openapi({ format: 'uuid', description: 'The event that it answers.' }),
  })
  .openapi('NewEvent')

export const batchEventSchema: z.ZodType = batchEvent

/** A well-formed event of a batch, and where it goes. */
export interface NewEvent {
  readonly address: DocumentAddress
  readonly event: EventRecord
  readonly key: string | undefined
  /** Does its sender say when it happened? */
  readonly isTimed: boolean
}

/** What is wrong with one that is not, and the document that it was for, if it says so. */
export interface Malformed {
  readonly address: DocumentAddress | undefined
  readonly rejection: Rejection
}

/** Pure. */
export function readBatchEvent(
  value: unknown,
  principal: Principal,
  entities: ReadonlyMap<string, Entity>,
): NewEvent | Malformed {
  const parsed = batchEvent.safeParse(value)
  if (!parsed.success) {
    return { address: addressIn(value, principal), rejection: malformed(reasonsOf(parsed.error.issues, 'the event')) }
  }
  const { id, event_type, entity_type, payload, timestamp, user_id, device_id, idempotency_key, schema_version, ref } =
    parsed.data
  const address = addressIn(value, principal)
  if (address === undefined) {
    const reason = 'entity_type and entity_id are 1 to 64 letters, digits, "_" and "-"'
    return { address, rejection: { code: 'document_name_invalid', reason } }
  }
  const entity = entities.get(entity_type)
  if (entity === undefined) {
    return { address, rejection: { code: 'entity_unknown', reason: `this server knows no entity "${entity_type}"` } }
  }
  const at = timeOf(timestamp, id)
  if (at === undefined)
    return { address, rejection: malformed('timestamp: not RFC 3339, such as 2026-11-22T18:00:00Z') }
  const type = event_type.startsWith(`${entity_type}.`) ? event_type.slice(entity_type.length + 1) : event_type
  const event = {
    id,
    type,
    v: schema_version ?? entity.events[type]?.version ?? 1,
    at,
    by: user_id ?? (isDevice(principal) ? null : principal.subject),
    device: device_id ?? principal.device ?? principal.subject,
    payload,
    ...(ref !== undefined && { ref }),
  }
  const because = notEventBecause(event)
  if (because !== undefined) return { address, rejection: malformed(because) }
  return { address, event, key: idempotency_key, isTimed: timestamp !== undefined }
}

function timeOf(timestamp: string | number | undefined, id: string): number | undefined {
  if (typeof timestamp === 'string') return parseRfc3339(timestamp)
  // What is no id is refused as such.
  return timestamp ?? (isEventId(id) ? tickOf(id).ms : 0)
}

function addressIn(value: unknown, { tenant }: Principal): DocumentAddress | undefined {
  if (!isObject(value)) return undefined
  const { entity_type: entity, entity_id: id } = value
  return isNamePart(entity) && isNamePart(id) ? { tenant, entity, id } : undefined
}

function malformed(reason: string): Rejection {
  return { code: 'event_malformed', reason }
}
