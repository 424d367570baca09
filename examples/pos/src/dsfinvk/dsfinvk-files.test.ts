import { expect, test } from 'vitest'
import { added, created, type Happening, more, now } from '../../test/given.ts'
import { testLedger } from '../../test/ledger.ts'
import { makeClosing } from '../books/make-closing.ts'
import type { Closed } from '../closing/closing-payload.ts'
import type { Files } from './columns.ts'
import { dsfinvkFiles } from './dsfinvk-files.ts'
import { writeCsv } from './write-csv.ts'

const paid = (payment_method: string): Happening => ['state_changed', { new_status: 'paid', payment_method }]
const closedAtMs = Date.UTC(2026, 10, 22, 23)

function close(ledger: ReturnType<typeof testLedger>, previous?: Closed): { closed: Closed; files: Files } {
  const trails = ledger.trails()
  const closed = makeClosing({ previous, toSeq: ledger.newestSeq, trails, businessDay: '2026-11-22' })
  return { closed, files: dsfinvkFiles({ closed, closedAtMs, cashPoint: 'demo', trails }) }
}

/** The sum of a column, in cents. */
function sum(cells: readonly (string | undefined)[]): number {
  return Math.round(cells.reduce((total, cell) => total + Number((cell ?? '').replace(',', '.')), 0) * 100)
}

function aDay() {
  const ledger = testLedger()
  for (const id of ['paid', 'cash', 'void', 'open']) ledger.commit(id, created)
  const wine = { id: 'wine', name: '=House "red"', quantity: 2, price_minor: 650, category: 'Drinks' }
  ledger.commit('paid', ['item_added', { item: wine }])
  ledger.commit('paid', added('x'))
  ledger.commit('cash', added('y'))
  ledger.commit('cash', paid('cash'), { by: 'ben', device: 'till-B' })
  ledger.commit('paid', paid('card'))
  ledger.commit('void', added('z'))
  ledger.commit('void', now('void'))
  ledger.commit('open', added('y', 3))
  return ledger
}

test('a period is receipts, orders given up and orders that go on, and adds up to its closing', () => {
  const { closed, files } = close(aDay())
  expect(files['transactions.csv']).toMatchObject([
    {
      Z_NR: '1',
      BON_ID: 'cash',
      BON_NR: '1',
      BON_TYP: 'Beleg',
      UMS_BRUTTO: '4,50',
      TERMINAL_ID: 'till-B',
      BEDIENER_ID: 'ben',
    },
    { BON_ID: 'paid', BON_NR: '2', BON_TYP: 'Beleg', UMS_BRUTTO: '17,50', BON_STORNO: '0' },
    { BON_ID: 'void', BON_TYP: 'AVBelegabbruch', UMS_BRUTTO: '4,50' },
    { BON_ID: 'open', BON_TYP: 'AVBestellung', UMS_BRUTTO: '13,50' },
  ])
  expect(files['cashpointclosing.csv']).toMatchObject([
    { Z_KASSE_ID: 'demo', Z_START_ID: 'cash', Z_ENDE_ID: 'open', Z_SE_ZAHLUNGEN: '22,00', Z_SE_BARZAHLUNGEN: '4,50' },
  ])
  expect(files['lines.csv'][1]).toMatchObject({
    BON_ID: 'paid',
    POS_ZEILE: '1',
    ARTIKELTEXT: `'=House "red"`,
    WARENGR: 'Drinks',
    MENGE: '2,000',
    STK_BR: '6,50000',
    P_STORNO: '0',
  })
  expect(files['allocation_groups.csv'][0]).toMatchObject({ BON_ID: 'cash', ABRECHNUNGSKREIS: 'Table 5' })
  expect(closed.paid.total_minor).toBe(2_200)
  const receipts = files['transactions.csv'].filter(({ BON_TYP }) => BON_TYP === 'Beleg')
  expect(sum(receipts.map(({ UMS_BRUTTO }) => UMS_BRUTTO))).toBe(2_200)
  expect(sum(files['datapayment.csv'].map(({ BASISWAEH_BETRAG }) => BASISWAEH_BETRAG))).toBe(2_200)
  expect(sum(files['payment.csv'].map(({ Z_ZAHLART_BETRAG }) => Z_ZAHLART_BETRAG))).toBe(2_200)
  expect(sum(files['businesscases.csv'].map(({ Z_UMS_BRUTTO }) => Z_UMS_BRUTTO))).toBe(2_200)
})

test('what a late event changes in a paid order is a receipt of its own', () => {
  const ledger = aDay()
  const first = close(ledger)
  ledger.commit('paid', more('wine', -1), { atMs: 8_500, recordedAtMs: 99_000 })
  ledger.commit('paid', ['archived', {}])
  // Of this one nothing has changed that costs anything.
  ledger.commit('cash', ['archived', {}])
  const { closed, files } = close(ledger, first.closed)
  expect(closed.corrections_minor).toBe(-650)
  expect(files['transactions.csv']).toMatchObject([
    { Z_NR: '2', BON_ID: 'paid', BON_TYP: 'Beleg', BON_STORNO: '1', UMS_BRUTTO: '-6,50' },
  ])
  expect(files['lines.csv']).toMatchObject([{ MENGE: '-1,000', P_STORNO: '1' }])
  expect(files['datapayment.csv']).toMatchObject([{ ZAHLART_TYP: 'Unbar', BASISWAEH_BETRAG: '-6,50' }])
})

test('a file has all columns, and nothing breaks out of its cell', () => {
  const row = { Z_KASSE_ID: 'a;b', Z_NR: '1', BON_ID: 'x"y', ABRECHNUNGSKREIS: 'Table\n5' }
  expect(writeCsv('allocation_groups.csv', [row])).toBe(
    '"Z_KASSE_ID";"Z_ERSTELLUNG";"Z_NR";"BON_ID";"ABRECHNUNGSKREIS"\r\n"a;b";"";"1";"x""y";"Table\n5"\r\n',
  )
})
