import { applyEvent, type Entity, type EventRecord, isEventRecord, notEventBecause, readPayload } from '@docket/core'
import { isServer, type Principal } from '../auth/principal.ts'
import type { Appended } from './appended.ts'
import { judgeEvent } from './judge-event.ts'
import { judgeStructure } from './judge-structure.ts'
import {
  type Breach,
  type BroughtVerdicts,
  breach,
  type JudgedEvent,
  type Judgement,
  NO_VERDICTS,
} from './judgement.ts'
import type { KnownStructure } from './known-structure.ts'
import type { GateLimits } from './limits.ts'
import { readVerdicts } from './read-verdicts.ts'
import type { JudgeByRules } from './rules-by-entity.ts'

// A control character: one byte of UTF-8, and \u0000 in JSON.
const MAX_CHARACTERS_OF_A_BYTE = 6

/** What the gate knows of a document. */
export interface KnownDocument extends KnownStructure {
  readonly entity: Entity
  /** The fold of its events. */
  readonly state: unknown
  readonly events: number
  eventById(id: string): EventRecord | undefined
}

/** Judges a decoded update whole: GAT2 and GAT3. Pure; nothing is applied. */
export function judgeUpdate(
  update: Appended,
  known: KnownDocument,
  principal: Principal,
  limits: GateLimits,
  rules?: JudgeByRules,
): Judgement {
  const structure = judgeStructure(update, known, isServer(principal))
  if (structure.kind === 'breach') return structure
  const verdicts = readVerdicts(structure, limits)
  if ('kind' in verdicts) return verdicts
  const events = judgeRecords(structure.values, update.bytes, known, principal, limits, rules, verdicts)
  if ('kind' in events) return events
  const fresh = new Set(events.map(({ event }) => event.id))
  const lost = verdicts.records.find(({ ref }) => !fresh.has(ref) && known.eventById(ref) === undefined)
  if (lost !== undefined) return breach('update_gap', `the document has no event ${lost.ref} to reject`)
  return { kind: 'passed', events, verdicts, clocks: structure.clocks }
}

/**
 * Judges what would be appended: the events that the document does not have, in the order of their ids. Pure.
 *
 * @param bytes no event is longer
 */
export function judgeRecords(
  values: readonly unknown[],
  bytes: number,
  known: Omit<KnownDocument, keyof KnownStructure>,
  principal: Principal,
  limits: GateLimits,
  rules?: JudgeByRules,
  verdicts: BroughtVerdicts = NO_VERDICTS,
): readonly JudgedEvent[] | Breach {
  const fresh = new Map<string, EventRecord>()
  for (const value of values) {
    if (!isEventRecord(value)) return breach('event_malformed', notEventBecause(value) ?? 'not an event')
    const length = lengthOf(value, bytes, limits)
    if (length > limits.eventLength) {
      return breach('event_too_large', `an event of ${length} characters; at most ${limits.eventLength} are allowed`)
    }
    const same = known.eventById(value.id) ?? fresh.get(value.id)
    if (same !== undefined && !isSameEvent(same, value)) {
      return breach('event_id_reused', `the id ${value.id} belongs to another event`)
    }
    if (same === undefined) fresh.set(value.id, value)
  }
  if (known.events + fresh.size > limits.eventsPerDocument) {
    return breach('document_full', `a document holds at most ${limits.eventsPerDocument} events; begin a new one`)
  }
  return judgeEvents([...fresh.values()], known, principal, rules, verdicts)
}

/** A device that was offline brings all it did at once, so each is judged after those before it. */
function judgeEvents(
  events: readonly EventRecord[],
  { entity, state: known }: Pick<KnownDocument, 'entity' | 'state'>,
  principal: Principal,
  rules: JudgeByRules | undefined,
  { records }: BroughtVerdicts,
): JudgedEvent[] {
  let state = known
  const brought = new Map(records.map(({ ref, code, reason }) => [ref, { code, reason }]))
  return events.toSorted(byId).map((event) => {
    const reading = readPayload(entity, event)
    const rejection =
      brought.get(event.id) ??
      (principal.isUpstream ? undefined : judgeEvent({ event, reading, state, principal }, rules))
    if (rejection === undefined && rules !== undefined) {
      state = applyEvent(entity, state, event, reading, undefined).state
    }
    return { event, reading, rejection }
  })
}

function byId(a: EventRecord, b: EventRecord): number {
  return a.id < b.id ? -1 : 1
}

/** Of the event as JSON, where it may matter: a byte of an update becomes at most so many characters. */
function lengthOf(event: EventRecord, bytes: number, { eventLength }: GateLimits): number {
  return bytes * MAX_CHARACTERS_OF_A_BYTE <= eventLength ? 0 : JSON.stringify(event).length
}

/** The same content whatever the order of its keys. */
function isSameEvent(a: EventRecord, b: EventRecord): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
