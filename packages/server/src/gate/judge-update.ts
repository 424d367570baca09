import { type Entity, type EventRecord, isEventRecord, notEventBecause } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { Appended } from './appended.ts'
import { judgeEvent } from './judge-event.ts'
import { judgeStructure, type KnownStructure } from './judge-structure.ts'
import { breach, type Judgement, type Rejection } from './judgement.ts'
import type { GateLimits } from './limits.ts'

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
  const fresh = new Map<string, { event: EventRecord; rejection: Rejection | undefined }>()
  for (const value of structure.values) {
    if (!isEventRecord(value)) return breach('event_malformed', notEventBecause(value) ?? 'not an event')
    const text = JSON.stringify(value)
    if (text.length > limits.eventLength) {
      return breach(
        'event_too_large',
        `an event of ${text.length} characters; at most ${limits.eventLength} are allowed`,
      )
    }
    const same = known.eventById(value.id) ?? fresh.get(value.id)?.event
    if (same !== undefined && !isSameEvent(same, value)) {
      return breach('event_id_reused', `the id ${value.id} belongs to another event`)
    }
    if (same === undefined) fresh.set(value.id, { event: value, rejection: judgeEvent(value, known.entity, principal) })
  }
  if (known.events + fresh.size > limits.eventsPerDocument) {
    return breach('document_full', `a document holds at most ${limits.eventsPerDocument} events; begin a new one`)
  }
  return { kind: 'passed', events: [...fresh.values()], clocks: structure.clocks }
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
