import { eventIdOf, type JsonObject } from '@docket/core'
import { eventIdOfStep, type RecordStep } from '../../src/audit/verify/step.ts'
import { canonicalJson } from '../../src/chain/canonical-json.ts'
import { type Commitment, commitmentHash, type Revealed } from '../../src/chain/commitment.ts'
import { linkHash, NOTHING } from '../../src/chain/link.ts'
import { type Seal, sealHash, sealText } from '../../src/chain/seal.ts'
import { sha256 } from '../../src/chain/sha256.ts'
import { createSigner, type Signer } from '../../src/evidence/signing-key.ts'
import type { LedgerEvent } from '../../src/ledger/event-row.ts'
import { createRandom, type Random } from '../random.ts'

export const TENANT = 'demo'
const BEGAN_MS = Date.UTC(2026, 10, 22, 9)

/** What a tenant's ledger would have, made in memory. */
export interface SampleTrail {
  readonly events: readonly LedgerEvent[]
  /** Of the events, one by one. */
  readonly records: readonly RecordStep[]
  readonly seals: readonly Seal[]
  readonly signer: Signer
}

/** Names that a sloppy verifier would stumble over. */
const NAMES = ['soup', 'Crème brûlée', '🍷 "red"', '},"entity_previous":"', 'a\\b\n\u2028', 'ﬁsh'] as const
const GUESTS = ['Mr. Smith', 'Mme 🦊\u2028', { a: 0.5, entity_previous: NOTHING, hash: 'x' }] as const
const NUMBERS = [0, 1, 1250, 0.1, 1e21, 5e-324, -7.25, 12_345_678_901_234_568, 1e-7] as const

/** @param sealEvery how many records a seal is made after; the last one is sealed in any case */
export function sampleTrail(seed: number, count: number, sealEvery: number): SampleTrail {
  const random = createRandom(seed)
  const signer = createSigner(Buffer.from(random.bytes(32)).toString('base64'), 'the sample')
  const events = sampleEvents(random, count)
  const records = chained(events, random)
  return { events, records, seals: sealed(records, sealEvery, signer), signer }
}

function sampleEvents(random: Random, count: number): LedgerEvent[] {
  const events: LedgerEvent[] = []
  let recordedAtMs = BEGAN_MS
  for (let seq = 1; seq <= count; seq++) {
    recordedAtMs += random.int(2_000)
    // Some were recorded offline, and come hours later.
    const at = recordedAtMs - (random.chance(0.1) ? random.int(7_200_000) : random.int(300))
    const entityId = `o-${Math.floor(Math.max(0, seq - 1 - random.int(40)) / 12)}`
    const type = random.chance(0.04) ? 'paid' : 'item_added'
    const isRejected = random.chance(0.03)
    events.push({
      seq,
      entityType: 'order',
      entityId,
      event: {
        id: eventIdOf({ ms: at, counter: seq % 4096 }, random.bytes(8)),
        type,
        v: 1,
        at,
        ...(random.chance(0.3) && { skew: random.int(2_000) - 1_000 }),
        by: random.chance(0.05) ? null : random.pick(['ann', 'bob', 'Zoë']),
        device: random.pick(['till-1', 'till-2']),
        payload: type === 'paid' ? {} : samplePayload(random),
      },
      recordedAtMs,
      submittedBy: random.pick(['till-1', 'till-2']),
      rejection: isRejected ? { code: 'rule_refused', reason: 'the kitchen is closed' } : undefined,
    })
  }
  return events
}

function samplePayload(random: Random): JsonObject {
  return {
    name: random.pick(NAMES),
    price: random.pick(NUMBERS),
    more: { hash: NOTHING, list: [true, null, { reveal: random.int(9) }] },
    ...(random.chance(0.2) && { guest: random.pick(GUESTS) }),
  }
}

/** The records of these events. Their payloads' `guest` is personal. */
function chained(events: readonly LedgerEvent[], random: Random): RecordStep[] {
  const salts = new Map<string, string>()
  const saltOf = (user: string): string => {
    const salt = salts.get(user) ?? Buffer.from(random.bytes(16)).toString('hex')
    salts.set(user, salt)
    return salt
  }
  const heads = new Map<string, string>()
  let previous = NOTHING
  return events.map((entry) => {
    const { seq, entityType, entityId, event, recordedAtMs, submittedBy, rejection } = entry
    const reveal: Record<string, Revealed> = {}
    const commit = (pointer: string, salt: string, value: unknown): Commitment => {
      // Some were erased.
      if (!random.chance(0.02)) reveal[pointer] = { salt, value }
      return { $personal: commitmentHash({ salt, value }) }
    }
    const { guest } = event.payload
    const guestSalt = Buffer.from(random.bytes(16)).toString('hex')
    const content = {
      tenant_id: TENANT,
      entity_type: entityType,
      entity_id: entityId,
      event_id: event.id,
      event_type: `${entityType}.${event.type}`,
      schema_version: event.v,
      payload: { ...event.payload, ...(guest !== undefined && { guest: commit('/payload/guest', guestSalt, guest) }) },
      occurred_at_ms: event.at,
      skew_ms: event.skew ?? null,
      device_id: event.device,
      actor_id: event.by === null ? null : commit('/actor_id', saltOf(event.by), event.by),
      submitted_by: commit('/submitted_by', saltOf(submittedBy), submittedBy),
      ref: null,
      verdict: rejection === undefined ? 'accepted' : 'rejected',
      reject_code: rejection?.code ?? null,
      reject_reason: rejection?.reason ?? null,
    }
    const entity_previous = heads.get(entityId) ?? NOTHING
    const step = placed({ content, reveal, seq, previous, entity_previous, recorded_at_ms: recordedAtMs })
    heads.set(entityId, step.hash)
    previous = step.hash
    return step
  })
}

type Unplaced = Pick<RecordStep, 'content' | 'reveal' | 'seq' | 'previous' | 'entity_previous' | 'recorded_at_ms'>

/** A record with the hash that it has to have. */
export function placed(given: Unplaced): RecordStep {
  const { content, reveal, seq, previous, entity_previous, recorded_at_ms } = given
  const text = canonicalJson(content)
  const hash = linkHash({ content: sha256(text), entity_previous, previous, recorded_at_ms, seq })
  return { kind: 'record', text, content, reveal, entity_previous, previous, recorded_at_ms, seq, hash }
}

function sealed(records: readonly RecordStep[], every: number, signer: Signer): Seal[] {
  let previous = NOTHING
  return records
    .filter(({ seq }) => seq % every === 0 || seq === records.length)
    .map(({ seq, hash, recorded_at_ms }) => {
      const seal = sampleSeal({ seq, head: hash, sealed_at_ms: recorded_at_ms + 5, previous }, signer)
      previous = sealHash(seal)
      return seal
    })
}

export function sampleSeal(given: Pick<Seal, 'seq' | 'head' | 'sealed_at_ms' | 'previous'>, signer: Signer): Seal {
  const head = { ...given, tenant_id: TENANT, key_id: signer.keyId }
  return { ...head, signature: signer.sign(sealText(head)) }
}

export function idOf(step: RecordStep): string {
  return eventIdOfStep(step).event_id ?? ''
}
