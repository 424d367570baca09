import { randomBytes } from 'node:crypto'
import type { DocumentAddress, JsonObject, JsonValue } from '@docket/core'
import { type Commitment, commitmentHash } from '../chain/commitment.ts'
import type { RecordContent } from '../chain/content.ts'
import type { JudgedEvent } from './commit.ts'
import { storableText } from './json-text.ts'

/** The personal values of a payload, as the ledger keeps them beside it. */
export interface PersonalValues {
  /** 32 hexadecimal digits, new for each event. */
  readonly salt: string
  /** By JSON Pointer: the hash of each commitment. */
  readonly commitments: Readonly<Record<string, string>>
}

export interface NewRecord {
  readonly content: RecordContent
  /** Undefined when the payload has none. */
  readonly personal: PersonalValues | undefined
}

/** @param commitmentOf what stands for a user */
export function newRecord(
  { tenant, entity, id }: DocumentAddress,
  { event, rejection, submittedBy, personal: names = [] }: JudgedEvent,
  commitmentOf: (tenant: string, user: string) => Commitment,
): NewRecord {
  const personal = personalValues(event.payload, names)
  const content: RecordContent = {
    tenant_id: tenant,
    entity_type: entity,
    entity_id: id,
    event_id: event.id,
    event_type: `${entity}.${event.type}`,
    schema_version: event.v,
    payload: personal === undefined ? event.payload : withCommitments(event.payload, personal.commitments),
    occurred_at_ms: event.at,
    skew_ms: event.skew ?? null,
    device_id: event.device,
    actor_id: event.by === null ? null : commitmentOf(tenant, event.by),
    submitted_by: commitmentOf(tenant, submittedBy),
    ref: event.ref ?? null,
    verdict: rejection === undefined ? 'accepted' : 'rejected',
    reject_code: rejection === undefined ? null : storableText(rejection.code),
    reject_reason: rejection === undefined ? null : storableText(rejection.reason),
  }
  return { content, personal }
}

/** The payload as it stands under the hash. Pointers name members of the payload itself. */
export function withCommitments(payload: JsonObject, commitments: Readonly<Record<string, string>>): JsonObject {
  const hidden: Record<string, JsonValue> = { ...payload }
  for (const [pointer, $personal] of Object.entries(commitments)) hidden[memberOf(pointer)] = { $personal }
  return hidden
}

function personalValues(payload: JsonObject, names: readonly string[]): PersonalValues | undefined {
  const there = names.filter((name) => Object.hasOwn(payload, name))
  if (there.length === 0) return undefined
  const salt = randomBytes(16).toString('hex')
  return {
    salt,
    commitments: Object.fromEntries(
      there.map((name) => [pointerTo(name), commitmentHash({ salt, value: payload[name] })]),
    ),
  }
}

/** RFC 6901. */
function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

export function memberOf(pointer: string): string {
  return pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
}
