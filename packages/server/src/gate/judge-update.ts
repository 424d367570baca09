import { type Entity, type EventRecord, isEventRecord, notEventBecause, readPayload } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { Appended } from './appended.ts'
import { judgeEvent } from './judge-event.ts'
import { judgeStructure, type KnownStructure } from './judge-structure.ts'
import { breach, type JudgedEvent, type Judgement } from './judgement.ts'
import type { GateLimits } from './limits.ts'

// A control character: one byte of UTF-8, and \u0000 in JSON.
const MAX_CHARACTERS_OF_A_BYTE = 6

/** What the gate knows of a document. */
export interface KnownDocument extends KnownStructure {
  readonly entity: Entity
  readonly events: number
  eventById(id: string): EventRecord | undefined
}

/** Judges a decoded update whole: GAT2 and GAT3. Pure; nothing is applied. */
export function judgeUpdate(
  update: Appended,
  known: KnownDocument,
  principal: Principal,
  limits: GateLimits,
): Judgement {
  const structure = judgeStructure(update, known)
  if (structure.kind === 'breach') return structure
  const fresh = new Map<string, JudgedEvent>()
  for (const value of structure.values) {
    if (!isEventRecord(value)) return breach('event_malformed', notEventBecause(value) ?? 'not an event')
    const length = lengthOf(value, update, limits)
    if (length > limits.eventLength) {
      return breach('event_too_large', `an event of ${length} characters; at most ${limits.eventLength} are allowed`)
    }
    const same = known.eventById(value.id) ?? fresh.get(value.id)?.event
    if (same !== undefined && !isSameEvent(same, value)) {
      return breach('event_id_reused', `the id ${value.id} belongs to another event`)
    }
    if (same === undefined) {
      const reading = readPayload(known.entity, value)
      fresh.set(value.id, { event: value, reading, rejection: judgeEvent(value, reading, principal) })
    }
  }
  if (known.events + fresh.size > limits.eventsPerDocument) {
    return breach('document_full', `a document holds at most ${limits.eventsPerDocument} events; begin a new one`)
  }
  return { kind: 'passed', events: [...fresh.values()], clocks: structure.clocks }
}

/** Of the event as JSON, where it may matter: a byte of an update becomes at most so many characters. */
function lengthOf(event: EventRecord, { bytes }: Appended, { eventLength }: GateLimits): number {
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
