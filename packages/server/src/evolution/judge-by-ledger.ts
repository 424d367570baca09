import type { EventCount } from '../ledger/event-counts.ts'
import type { EntityDescription } from './describe-entities.ts'
import type { AffectedEvents, Finding, FindingCode, Severity } from './finding.ts'
import type { Refusals } from './refusals.ts'

/** What the ledger holds of the entities that are compared. */
export interface LedgerFacts {
  readonly counts: readonly EventCount[]
  /** By `entity.event`: what the definition of now refuses of those that were read. */
  readonly refusals: ReadonlyMap<string, Refusals>
}

/** Whether they break something, the events that are there tell: read with the definition of now. */
const READ: readonly FindingCode[] = [
  'payload_stricter',
  'upcaster_missing',
  'payload_unknown',
  'payload_not_comparable',
  'version_raised',
  'upcaster_changed',
  'payload_looser',
]
/** So do these, but by their number alone. */
const COUNTED: readonly FindingCode[] = ['entity_removed', 'entity_renamed', 'event_removed', 'version_lowered']

const MEND =
  'Raise the version and write an upcaster, or mend the one that there is: the schema has to take what it gives'

/** The types of events that have to be read. */
export function typesToRead(findings: readonly Finding[], entity: string): readonly string[] {
  const changed = findings.filter((one) => one.entity === entity && READ.includes(one.code))
  return [...new Set(changed.flatMap(({ event }) => event ?? []))]
}

/** What breaks, now that it is known what there is: nothing breaks where there is nothing. */
export function judgeByLedger(
  findings: readonly Finding[],
  after: readonly EntityDescription[],
  facts: LedgerFacts,
): readonly Finding[] {
  return findings.map((finding) => {
    if (READ.includes(finding.code)) return isFirst(finding, findings) ? judgeRead(finding, facts) : finding
    if (COUNTED.includes(finding.code)) return judgeCounted(finding, after, facts)
    return finding.code === 'personal_added'
      ? { ...finding, ledger: affected(held(finding, facts), facts, finding) }
      : finding
  })
}

/** Of several findings about one event, one says what there is. */
function isFirst(finding: Finding, findings: readonly Finding[]): boolean {
  const same = findings.filter(
    ({ code, entity, event }) => entity === finding.entity && event === finding.event && READ.includes(code),
  )
  return same.every(({ code }) => READ.indexOf(code) >= READ.indexOf(finding.code))
}

function judgeRead(finding: Finding, facts: LedgerFacts): Finding {
  const refusals = facts.refusals.get(`${finding.entity}.${finding.event ?? ''}`)
  const ledger = affected(refusals?.byTenant ?? [], facts, finding)
  if (ledger.affected === 0) return { ...finding, severity: atMostWarning(finding.severity), ledger }
  return {
    ...finding,
    ...(finding.severity === 'breaks' ? {} : { advice: MEND }),
    severity: 'breaks',
    ledger,
    details: [...(finding.details ?? []), ...(refusals?.reasons ?? [])],
  }
}

function judgeCounted(finding: Finding, after: readonly EntityDescription[], facts: LedgerFacts): Finding {
  const version = after.find(({ name }) => name === finding.entity)?.events[finding.event ?? '']?.version ?? 0
  const isLowered = finding.code === 'version_lowered'
  const counts = held(finding, facts).filter((count) => !isLowered || count.version > version)
  const ledger = affected(counts, facts, finding)
  return { ...finding, ledger, severity: ledger.affected === 0 ? 'warning' : finding.severity }
}

function atMostWarning(severity: Severity): Severity {
  return severity === 'breaks' ? 'warning' : severity
}

function held({ entity, event }: Finding, { counts }: LedgerFacts): readonly EventCount[] {
  return counts.filter((one) => one.entityType === entity && (event === undefined || one.eventType === event))
}

function affected(counts: AffectedEvents['by_tenant'], facts: LedgerFacts, finding: Finding): AffectedEvents {
  const tenants = new Map<string, AffectedEvents['by_tenant'][number]>()
  for (const { tenant, version, events } of counts) {
    const key = `${tenant} ${version}`
    tenants.set(key, { tenant, version, events: events + (tenants.get(key)?.events ?? 0) })
  }
  return { affected: sum(counts), held: sum(held(finding, facts)), by_tenant: [...tenants.values()] }
}

function sum(counts: readonly { readonly events: number }[]): number {
  return counts.reduce((total, { events }) => total + events, 0)
}
