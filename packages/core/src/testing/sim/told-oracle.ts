import type { LedgerIndex } from './ledger-index.ts'
import type { Recorded } from './sim-device.ts'
import type { SimDisk } from './sim-disk.ts'
import type { Violations } from './violation.ts'
import { valuesOf } from './wire-values.ts'

/** What an application is told of an event is so at that moment. */
export function checkTold(recorded: Recorded, ledger: LedgerIndex, violations: Violations): void {
  const { device, event, told, entity, id } = recorded
  const row = ledger.row(device.tenant, event.id)
  const { disk } = device.options
  const what = `${device.name} was told that ${event.id} of ${entity}/${id} is ${told}`
  if (told === 'committed') violations.must('SAV1', row !== undefined && row.rejection === undefined, () => what)
  if (told === 'rejected') violations.must('SAV1', row?.rejection !== undefined, () => what)
  // What Postgres has is safe, and so called saved where it came back from there.
  if (told === 'saved' && row === undefined) {
    violations.must('SAV1', isOnDisk(disk, recorded), () => `${what}, and it is not on disk`)
    const isListed = disk.catalogues.get(device.tenant)?.rows.has(`${entity}/${id}`) === true
    // Or by what is kept aside.
    violations.must(
      'SAV1',
      isListed || isKeptAside(disk, recorded),
      () => `${what}, and the next session will not find its document`,
    )
  }
}

/** In whichever copy of its document, or kept aside. */
export function isOnDisk(disk: SimDisk, { device, entity, id, event }: Recorded): boolean {
  const name = `${device.tenant}/${entity}/${id}`
  for (const [stored, { updates }] of disk.documents)
    if (stored === name || stored.startsWith(`${name}~`))
      if (updates.some((update) => idsOf(update).has(event.id))) return true
  return isKeptAside(disk, { device, entity, id, event })
}

/** The server has refused the copy that it was in. */
export function isKeptAside(
  disk: SimDisk,
  { device, entity, id, event }: Pick<Recorded, 'device' | 'entity' | 'id' | 'event'>,
): boolean {
  const kept = disk.quarantines.get(device.tenant)?.get(`${entity}/${id}`)
  return kept?.events.some((one) => one.event.id === event.id) === true
}

const KNOWN = new WeakMap<Uint8Array, ReadonlySet<string>>()

/** An update on disk does not change, and is asked about again and again. */
function idsOf(update: Uint8Array): ReadonlySet<string> {
  const known = KNOWN.get(update)
  if (known !== undefined) return known
  const ids = new Set(valuesOf(update).flatMap(({ value }) => (value as { readonly id?: string })?.id ?? []))
  KNOWN.set(update, ids)
  return ids
}
