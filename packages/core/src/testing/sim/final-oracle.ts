import type { Entity } from '../../entity/entity.ts'
import { isSameJson, naiveFold, naiveRejection } from './naive-model.ts'
import type { Recorded } from './sim-device.ts'
import type { Ended, ExpectRejection } from './sim-options.ts'
import type { LedgerRow, SimLedger } from './sim-server.ts'
import type { Violations } from './violation.ts'

/** What has to hold when everything works again and all has been sent. */
export function checkEnd(ended: Ended, rejects: ExpectRejection, violations: Violations): void {
  checkNumbers(ended.ledger, violations)
  checkRows(ended, rejects, violations)
  checkReadModel(ended, violations)
  checkDevices(ended, violations)
  checkRefusals(ended, violations)
}

/** Nothing is refused that is right. */
function checkRefusals({ devices }: Ended, violations: Violations): void {
  for (const device of devices)
    for (const [name, { code }] of device.options.disk.quarantines.get(device.tenant) ?? [])
      violations.must(
        'GAT2',
        device.spoilt.has(name),
        () => `${device.name}: ${name} was refused as ${code}, and nothing was wrong`,
      )
}

/** COM2 */
function checkNumbers({ rows }: SimLedger, violations: Violations): void {
  const newest = new Map<string, number>()
  for (const { tenant, seq, event } of rows) {
    const next = (newest.get(tenant) ?? 0) + 1
    violations.must('COM2', seq === next, () => `${event.id} of ${tenant} has the number ${seq}, not ${next}`)
    newest.set(tenant, seq)
  }
}

/** What was recorded is in the ledger, once and as it was; and nothing else is. */
function checkRows({ devices, ledger }: Ended, rejects: ExpectRejection, violations: Violations): void {
  const rows = new Map<string, LedgerRow>()
  for (const row of ledger.rows) {
    const key = `${row.tenant}/${row.event.id}`
    violations.must('COM1', !rows.has(key), () => `${key} is twice in the ledger`)
    rows.set(key, row)
  }
  const recorded = new Map<string, Recorded>()
  for (const device of devices)
    for (const one of device.recorded) {
      const key = `${device.tenant}/${one.event.id}`
      recorded.set(key, one)
      checkRow(one, rows.get(key), rejects, violations)
    }
  for (const [key, { entity, id, submittedBy }] of rows) {
    const one = recorded.get(key)
    violations.must('LOG2', one !== undefined, () => `${key} of ${entity}/${id} is in the ledger; nobody recorded it`)
    const isHere = one === undefined || (one.entity === entity && one.id === id)
    violations.must('TEN1', isHere, () => `${key} was recorded in ${one?.entity}/${one?.id}, not in ${entity}/${id}`)
    const subject = one?.device.options.token.subject ?? submittedBy
    violations.must('AUD1', submittedBy === subject, () => `${key} came from ${subject}, not from ${submittedBy}`)
  }
}

function checkRow(one: Recorded, row: LedgerRow | undefined, rejects: ExpectRejection, violations: Violations): void {
  const { device, event, told } = one
  const what = `${event.type} ${event.id} of ${device.name}`
  if (row === undefined) {
    const isCommitted = told === 'committed' || told === 'rejected'
    const mayBeLost = !isCommitted && !one.isSaved && one.process !== device.process
    violations.must(isCommitted ? 'COM1' : 'SAV1', mayBeLost, () => `${what} was ${told}, and is not in the ledger`)
    return
  }
  violations.must(
    'LOG1',
    isSameJson(row.event, event),
    () => `${what} is another in the ledger: ${JSON.stringify(row)}`,
  )
  const { token } = device.options
  const code = naiveRejection(event, token) ?? rejects(event, token, one.entity)
  violations.must('GAT3', row.rejection?.code === code, () => `${what} got ${row.rejection?.code}, not ${code}`)
}

/** The read model is what the trail gives. */
function checkReadModel({ entities, ledger }: Ended, violations: Violations): void {
  const shown = new Map([...ledger.readModel].map((row) => [`${row.tenant}/${row.entity}/${row.id}`, row]))
  for (const [name, rows] of byDocument(ledger)) {
    const entity = entities.find((one) => one.name === rows[0]?.entity)
    if (entity === undefined) continue
    const { state } = foldRows(entity, rows)
    const row = shown.get(name)
    const seq = rows.at(-1)?.seq
    violations.must(
      'AUD1',
      isSameJson(row?.state, state),
      () => `${name} is ${JSON.stringify(row?.state)}, not ${JSON.stringify(state)}`,
    )
    violations.must('AUD1', isSameJson(row?.summary, entity.summary(state)), () => `${name} has another summary`)
    violations.must('AUD1', row?.seq === seq, () => `${name} is as of ${row?.seq}, not of ${seq}`)
  }
}

/** All devices of a tenant show what the ledger has. */
function checkDevices({ entities, devices, ledger }: Ended, violations: Violations): void {
  const rows = byDocument(ledger)
  for (const device of devices)
    for (const document of device.documents) {
      const name = `${device.tenant}/${document.entity}/${document.id}`
      const where = `${device.name}, ${name}`
      const expected = [...(rows.get(name) ?? [])].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))
      const history = document.history()
      const isSame = isSameJson(
        history.map(({ event }) => event),
        expected.map(({ event }) => event),
      )
      violations.must(
        'LOG1',
        isSame,
        () => `${where} has ${history.length} events, the ledger ${expected.length}, or others`,
      )
      for (const [index, { event, saveState, effect }] of history.entries()) {
        const rejection = expected[index]?.rejection
        const state = rejection === undefined ? 'committed' : 'rejected'
        violations.must(
          'SAV1',
          saveState === state,
          () => `${where}: ${event.id} is said to be ${saveState}, not ${state}`,
        )
        const code = effect.kind === 'rejected' ? effect.code : undefined
        violations.must(
          'GAT3',
          code === rejection?.code,
          () => `${where}: ${event.id} has the verdict ${code}, not ${rejection?.code}`,
        )
      }
      const summary = device.store
        ?.list(device.entity(document.entity))
        .rows()
        .find(({ id }) => id === document.id)?.summary
      // A list shows what the device's own program makes of the document, or what the server's does.
      const known = [device.entity(document.entity), ...entities.filter(({ name }) => name === document.entity)]
      const isListed = known.some((entity) => isSameJson(summary, entity.summary(foldRows(entity, expected).state)))
      if (expected.length > 0)
        violations.must('FLD1', isListed, () => `${where} is listed as ${JSON.stringify(summary)}`)
    }
}

function byDocument({ rows }: SimLedger): Map<string, LedgerRow[]> {
  return Map.groupBy(rows, ({ tenant, entity, id }) => `${tenant}/${entity}/${id}`)
}

function foldRows(entity: Entity, rows: readonly LedgerRow[]): { readonly state: unknown } {
  return naiveFold(
    entity,
    rows.map(({ event, rejection }) => ({ event, rejected: rejection !== undefined })),
  )
}
