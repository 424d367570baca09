import { stateLines } from '../../src/audit/bundle/state-lines.ts'
import type { BundleContents } from '../../src/audit/bundle/write-bundle.ts'
import type { LinkStep, RecordStep } from '../../src/audit/verify/step.ts'
import { NOTHING } from '../../src/chain/link.ts'
import { sha256 } from '../../src/chain/sha256.ts'
import type { LedgerEvent } from '../../src/ledger/event-row.ts'
import { sampleOrder } from '../sample-order.ts'
import { type SampleTrail, TENANT } from './sample-trail.ts'

/** Some time of a trail, as a bundle has it. */
export function periodContents(trail: SampleTrail, first: number, last: number): BundleContents {
  const records = trail.records.slice(first - 1, last)
  const end = trail.seals.find(({ seq }) => seq >= last)?.seq ?? last
  const links = trail.records.slice(last, end).map(linkOf)
  const whole = new Set(records.filter((record) => record.entity_previous === NOTHING).map(documentOf))
  return contents(trail, 'period', records, links, {
    seals: trail.seals.filter(({ seq }) => seq >= first && seq <= end),
    states: statesOf(trail, whole, last),
  })
}

/** Some documents of a trail, as a bundle has them. */
export function entityContents(trail: SampleTrail, ids: readonly string[]): BundleContents {
  const isOurs = (record: RecordStep): boolean => ids.includes(documentOf(record))
  const records = trail.records.filter(isOurs)
  const first = records[0]?.seq ?? 1
  const links = trail.records.filter((record) => record.seq >= first && !isOurs(record)).map(linkOf)
  return contents(trail, 'entity', records, links, {
    seals: trail.seals.filter(({ seq }) => seq >= first),
    states: statesOf(trail, new Set(ids), trail.records.length),
  })
}

function contents(
  trail: SampleTrail,
  kind: 'entity' | 'period',
  records: readonly RecordStep[],
  links: readonly LinkStep[],
  given: Pick<BundleContents, 'seals' | 'states'>,
): BundleContents {
  return {
    about: { docket: '0.0.0', kind, tenant_id: TENANT, exported_at_ms: 1_800_000_000_000, filter: {} },
    records: pagesOf(records),
    links: pagesOf(links),
    keys: { [trail.signer.keyId]: trail.signer.publicKey.toString('base64') },
    readable: { 'records.csv': each(['seq\r\n1\r\n']) },
    ...given,
  }
}

async function* statesOf(
  { events }: SampleTrail,
  documents: ReadonlySet<string>,
  last: number,
): AsyncGenerator<AsyncIterable<string>> {
  for (const id of documents) {
    const own = events.filter(({ entityId, seq }) => entityId === id && seq <= last)
    yield stateLines(sampleOrder, id, each(own.toSorted(byId)))
  }
}

function byId(a: LedgerEvent, b: LedgerEvent): number {
  return a.event.id < b.event.id ? -1 : 1
}

export function linkOf({ text, entity_previous, hash, previous, recorded_at_ms, seq }: RecordStep): LinkStep {
  return { kind: 'link', content: sha256(text), entity_previous, hash, previous, recorded_at_ms, seq }
}

export function documentOf({ content }: RecordStep): string {
  return String(content.entity_id)
}

async function* pagesOf<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += 500) yield items.slice(start, start + 500)
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
