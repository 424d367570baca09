import type { OrderTrail } from '../books/order-trail.ts'
import type { Closed } from '../closing/closing-payload.ts'
import { tableLabel } from '../order/labels.ts'
import { staffName } from '../session/staff.ts'
import { type Bon, bonsOf } from './bons.ts'
import { amount, decimal, paymentCells, text, time } from './cells.ts'
import type { Files, Row } from './columns.ts'

export interface DsfinvkPeriod {
  readonly closed: Closed
  /** Ms since the epoch. */
  readonly closedAtMs: number
  /** Which cash point is closed. */
  readonly cashPoint: string
  /** Whole trails of all orders of which an event is in the period. */
  readonly trails: readonly OrderTrail[]
}

/** "Umsatzsteuer nicht ermittelbar": the restaurant knows no taxes. */
const TAX_UNKNOWN = '7'

/**
 * A closed period as rows of DSFinV-K. It has the shape of such an export and is none: it has no taxes, no signatures of
 * a certified device and no master data, and nobody has certified it.
 */
export function dsfinvkFiles({ closed, closedAtMs, cashPoint, trails }: DsfinvkPeriod): Files {
  const z = { Z_KASSE_ID: text(cashPoint, 50), Z_ERSTELLUNG: time(closedAtMs), Z_NR: String(closed.number) }
  const bons = bonsOf(closed, trails)
  const rowsOf = <R>(rows: (bon: Bon) => readonly R[]): (R & typeof z)[] =>
    bons.flatMap((bon) => rows(bon).map((row) => ({ ...z, ...row })))
  return {
    'cashpointclosing.csv': [
      {
        ...z,
        Z_BUCHUNGSTAG: closed.business_day,
        TAXONOMIE_VERSION: '2.3',
        Z_START_ID: bons[0]?.orderId ?? '',
        Z_ENDE_ID: bons.at(-1)?.orderId ?? '',
        Z_SE_ZAHLUNGEN: amount(closed.paid.total_minor),
        Z_SE_BARZAHLUNGEN: amount(closed.payments.cash ?? 0),
      },
    ],
    'businesscases.csv': Object.entries(closed.categories).map(([category, minor]) => ({
      ...z,
      GV_TYP: 'Umsatz',
      GV_NAME: text(category, 40),
      UST_SCHLUESSEL: TAX_UNKNOWN,
      Z_UMS_BRUTTO: amount(minor),
    })),
    'payment.csv': Object.entries(closed.payments).map(([method, minor]) => ({
      ...z,
      ...paymentCells(method),
      Z_ZAHLART_BETRAG: amount(minor),
    })),
    'transactions.csv': bons.map((bon, index) => ({ ...z, ...transactionCells(bon), BON_NR: String(index + 1) })),
    'allocation_groups.csv': rowsOf(({ orderId, state }) => [
      { BON_ID: orderId, ABRECHNUNGSKREIS: tableLabel(state.table_number) },
    ]),
    'datapayment.csv': rowsOf(({ orderId, payments }) =>
      Object.entries(payments).map(([method, minor]) => ({
        BON_ID: orderId,
        ...paymentCells(method),
        ZAHLWAEH_CODE: 'EUR',
        BASISWAEH_BETRAG: amount(minor),
      })),
    ),
    'lines.csv': rowsOf(lineRows),
  }
}

function transactionCells({ orderId, type, state, lines, isCorrection, last }: Bon): Row<'transactions.csv'> {
  const total = lines.reduce((sum, { item, quantity }) => sum + quantity * item.price_minor, 0)
  return {
    BON_ID: orderId,
    BON_TYP: type,
    TERMINAL_ID: text(last.event.device, 50),
    BON_STORNO: isCorrection && total < 0 ? '1' : '0',
    BON_START: time(state.opened_at ?? last.event.at),
    BON_ENDE: time(last.event.at),
    BEDIENER_ID: text(last.event.by ?? '', 50),
    BEDIENER_NAME: text(staffName(last.event.by), 50),
    UMS_BRUTTO: amount(total),
    BON_NOTIZ: isCorrection ? 'Changes what an earlier closing had' : '',
  }
}

function lineRows({ orderId, lines, last }: Bon): readonly Row<'lines.csv'>[] {
  return lines.map(({ item, quantity }, index) => ({
    BON_ID: orderId,
    POS_ZEILE: String(index + 1),
    ARTIKELTEXT: text(item.name, 255),
    POS_TERMINAL_ID: text(last.event.device, 50),
    GV_TYP: 'Umsatz',
    GV_NAME: text(item.category ?? 'Other', 40),
    INHAUS: '1',
    P_STORNO: quantity < 0 ? '1' : '0',
    WARENGR: text(item.category ?? 'Other', 50),
    MENGE: decimal(quantity, 3),
    STK_BR: decimal(item.price_minor / 100, 5),
  }))
}
