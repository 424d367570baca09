import { useEntities } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { ExpenseDetails } from '../details/expense-details.tsx'
import { expense } from '../expense.ts'
import { ExpenseRow } from './expense-row.tsx'
import { Totals } from './totals.tsx'

/** All expenses, the newest first. Lists are made of summaries: only the one that is looked at is opened. */
export function ExpenseList(): ReactNode {
  const rows = useEntities(expense, {
    where: ({ status }) => status !== 'none',
    orderBy: (a, b) => b.claimed_at - a.claimed_at,
  })
  const [openId, setOpenId] = useState<string>()
  if (rows.length === 0) return <p className="quiet empty">Nothing is claimed yet. Try it, then try it offline.</p>
  return (
    <>
      <Totals rows={rows} />
      <ul className="card expenses">
        {rows.map((row) => (
          <li key={row.id}>
            <ExpenseRow
              row={row}
              isOpen={row.id === openId}
              onToggle={() => setOpenId(row.id === openId ? undefined : row.id)}
            />
            {row.id === openId && <ExpenseDetails id={row.id} />}
          </li>
        ))}
      </ul>
    </>
  )
}
