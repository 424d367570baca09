import { comparePayloads } from './compare-payloads.ts'
import type { EntityDescription, EventDescription } from './describe-entities.ts'
import type { Finding } from './finding.ts'
import type { Narrowing } from './narrowing.ts'
import type { PayloadSchema } from './payload-schema.ts'
import { upcasterText } from './upcaster-text.ts'

type Found = Omit<Finding, 'entity' | 'event'>

/** What differs between the events of two definitions of one entity. */
export function compareEvents(before: EntityDescription, after: EntityDescription): readonly Finding[] {
  const types = new Set([...Object.keys(before.events), ...Object.keys(after.events)])
  return [...types].flatMap((event) => {
    const [old, now] = [eventOf(before, event), eventOf(after, event)]
    const found = old === undefined ? [ADDED] : now === undefined ? [REMOVED] : compareEvent(event, old, now)
    return found.map((one) => ({ entity: before.name, event, ...one }))
  })
}

function eventOf({ events }: EntityDescription, type: string): EventDescription | undefined {
  return Object.hasOwn(events, type) ? events[type] : undefined
}

const ADDED: Found = {
  code: 'event_added',
  severity: 'note',
  message: 'is new. Programs with the old definition keep such events, flag them as not_understood, and show no effect',
}

const REMOVED: Found = {
  code: 'event_removed',
  severity: 'breaks',
  message: 'is no event any more. Those that there are stay, flagged as not_understood, and lose their effect',
  advice:
    'Leave its definition where it is; that nobody records it any more, a rule of the server can see to (rulesFor)',
}

function compareEvent(type: string, before: EventDescription, after: EventDescription): readonly Found[] {
  const found = [...compareVersions(before, after), ...compareUpcasters(before, after)]
  if (before.version === after.version) found.push(...comparePayload(type, before, after))
  return [...found, ...comparePersonal(before, after)]
}

function compareVersions({ version: before }: EventDescription, { version: after }: EventDescription): Found[] {
  if (after === before) return []
  const step = `went from version ${before} to ${after}.`
  if (after > before)
    return [{ code: 'version_raised', severity: 'note', message: `${step} Older payloads go through its upcasters` }]
  return [
    {
      code: 'version_lowered',
      severity: 'breaks',
      message: `${step} Events of a greater version are taken for those of a newer program: flagged as not_understood, without effect`,
      advice: `Set the version to ${before} again, or to ${before + 1} with an upcaster, if the payload is what it was before`,
    },
  ]
}

function compareUpcasters(before: EventDescription, after: EventDescription): Found[] {
  const versions = Array.from({ length: after.version - 1 }, (_, index) => String(index + 1))
  const missing = versions.filter((version) => after.upcasters[version] === undefined)
  const changed = versions.filter((version) => {
    const [old, now] = [before.upcasters[version], after.upcasters[version]]
    return old !== undefined && now !== undefined && old !== now
  })
  const found: Found[] = missing.map((version) => ({
    code: 'upcaster_missing',
    severity: 'breaks',
    message: `has no upcaster of version ${version}. Events of it are without effect`,
  }))
  if (changed.length > 0)
    found.push({
      code: 'upcaster_changed',
      severity: 'warning',
      message: `has another text of its upcaster of version ${changed.join(', ')}. If it gives another payload, states differ from what they were`,
      advice: 'Raise stateVersion if it does: checkpoints of long documents are made anew then',
    })
  return found
}

const STRICTER =
  'takes less than it did, under the same version. Events whose payload it refuses stay in the ledger as accepted, but ' +
  'have no effect any more, and are shown so (no_effect). What devices with the old definition still send is rejected ' +
  '(payload_invalid)'
const UNKNOWN =
  'may take less than it did, under the same version; that cannot be told from its schema. Events that it refuses would ' +
  'have no effect any more'

function comparePayload(type: string, before: EventDescription, after: EventDescription): Found[] {
  const [old, now] = [before.payload, after.payload]
  if (old.kind !== 'json' || now.kind !== 'json') return [notComparable(old.kind === 'opaque' ? old : now)]
  const { kind, narrowings, widenings } = comparePayloads(old.schema, now.schema)
  const details = narrowings.map(inWords)
  const needed = { event: type, from: before.version, before: old.schema, after: now.schema }
  switch (kind) {
    case 'stricter':
      return [
        {
          code: 'payload_stricter',
          severity: 'breaks',
          message: STRICTER,
          details,
          advice: 'Raise the version, and write an upcaster',
          code_to_write: upcasterText({ ...needed, narrowings }),
        },
      ]
    case 'unknown':
      return [
        {
          code: 'payload_unknown',
          severity: 'warning',
          message: UNKNOWN,
          details,
          advice: 'Compare with --ledger: then the events that there are are read with it',
        },
      ]
    default:
      return widenings.length > 0 ? [looser(before.version)] : isSame(old, now) ? [] : [compatible]
  }
}

const compatible: Found = {
  code: 'payload_looser',
  severity: 'note',
  message: 'has another schema, which takes all that it took',
}

function looser(version: number): Found {
  return {
    code: 'payload_looser',
    severity: 'warning',
    message:
      'takes more than it did, under the same version. Servers with the old definition reject such events for good ' +
      '(payload_invalid), and devices show them as without effect',
    advice: `Raise the version to ${version + 1}, with (payload) => payload as upcaster of ${version}: then they keep them, flagged as not_understood`,
  }
}

function notComparable(payload: PayloadSchema): Found {
  const reason = payload.kind === 'opaque' ? payload.reason : ''
  return {
    code: 'payload_not_comparable',
    severity: 'warning',
    message: `has a payload that was not compared: ${reason}`,
    advice: 'Compare with --ledger: then the events that there are are read with it',
  }
}

function comparePersonal({ personal: before }: EventDescription, { personal: after }: EventDescription): Found[] {
  const added = after.filter((member) => !before.includes(member))
  const removed = before.filter((member) => !after.includes(member))
  const found: Found[] = []
  if (added.length > 0)
    found.push({
      code: 'personal_added',
      severity: 'warning',
      message: `calls ${added.join(', ')} personal now. In the events that there are these values stay, and cannot be erased`,
    })
  if (removed.length > 0)
    found.push({
      code: 'personal_removed',
      severity: 'warning',
      message: `calls ${removed.join(', ')} personal no longer. In events from now on these values cannot be erased`,
    })
  return found
}

function inWords({ path, what }: Narrowing): string {
  return `${path === '' ? 'the payload' : path} ${what}`
}

function isSame(before: PayloadSchema, after: PayloadSchema): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}
