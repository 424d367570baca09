import type { EntityRow } from '@docket/core'
import type { ReactNode } from 'react'
import type { Expense, Status } from '../expense-state.ts'
import { formatMoney } from '../money.ts'

const SHOWN: readonly Status[] = ['claimed', 'approved', 'paid']

export function Totals({ rows }: { readonly rows: readonly EntityRow<Expense>[] }): ReactNode {
  const total = (status: Status): number =>
    rows.reduce((sum, { summary }) => sum + (summary.status === status ? summary.amount_minor : 0), 0)
  return (
    <dl className="totals">
      {SHOWN.map((status) => (
        <div key={status}>
          <dt>{status}</dt>
          <dd>{formatMoney(total(status))}</dd>
        </div>
      ))}
    </dl>
  )
}
