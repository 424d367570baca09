import type { HistoryEntry } from '../../store/history.ts'
import type { LedgerIndex } from './ledger-index.ts'
import { isSameJson, naiveFold } from './naive-model.ts'
import type { Recorded, SimDevice, SimDocument } from './sim-device.ts'
import type { Violations } from './violation.ts'

/** What a device shows of one document is what follows from the events that it has: in order, each once, with its effect. */
export function checkDocument(
  device: SimDevice,
  document: SimDocument,
  { ledger, violations }: { readonly ledger: LedgerIndex; readonly violations: Violations },
): void {
  const entity = device.entity(document.entity)
  const history = document.history()
  const where = `${device.name}, ${entity.name}/${document.id}`
  for (const [index, { event }] of history.entries()) {
    const before = history[index - 1]?.event.id ?? ''
    violations.must('ORD1', before < event.id, () => `${where}: ${before} stands before ${event.id}`)
  }
  for (const { event, saveState } of history) {
    if (saveState !== 'committed' && saveState !== 'rejected') continue
    const row = ledger.row(device.tenant, event.id)
    const isSo = row !== undefined && (row.rejection === undefined) === (saveState === 'committed')
    violations.must(
      'SAV1',
      isSo,
      () => `${where}: ${event.id} is said to be ${saveState}; it is ${JSON.stringify(row)}`,
    )
  }
  const naive = naiveFold(
    entity,
    history.map(({ event, effect }) => ({ event, rejected: effect.kind === 'rejected' })),
  )
  violations.must(
    'FLD1',
    isSameJson(document.state, naive.state),
    () => `${where}: the state is ${JSON.stringify(document.state)}, its events give ${JSON.stringify(naive.state)}`,
  )
  for (const entry of history) checkEffect(where, entry, naive.effects.get(entry.event.id), violations)
}

function checkEffect(
  where: string,
  { event, effect }: HistoryEntry,
  expected: { readonly kind: string; readonly reason?: string } | undefined,
  violations: Violations,
): void {
  const rule = expected?.kind === 'not_understood' ? 'FLD3' : 'FLD2'
  const isSame =
    effect.kind === expected?.kind &&
    (expected.reason === undefined || ('reason' in effect && effect.reason === expected.reason))
  violations.must(
    rule,
    isSame,
    () =>
      `${where}: the effect of ${event.type} ${event.id} is ${JSON.stringify(effect)}, not ${JSON.stringify(expected)}`,
  )
}

/** What was seen when an event was recorded sorts before it. */
export function checkRecorded(
  seen: readonly HistoryEntry[],
  { event, device }: Recorded,
  violations: Violations,
): void {
  const newest = seen.at(-1)?.event.id ?? ''
  violations.must('ORD2', newest < event.id, () => `${device.name} had seen ${newest} and recorded ${event.id}`)
}
