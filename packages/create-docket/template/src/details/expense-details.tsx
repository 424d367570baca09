import { useEntity, useRecord } from '@docket/react'
import type { ReactNode } from 'react'
import { expense } from '../expense.ts'
import { formatMoney, parseMoney } from '../money.ts'
import { useAttempt } from '../use-attempt.ts'
import { History } from './history.tsx'

/** What can be done with an expense, and what was done. */
export function ExpenseDetails({ id }: { readonly id: string }): ReactNode {
  const { amount_minor, status } = useEntity(expense, id, ({ state }) => state)
  const record = useRecord(expense, id)
  const { problem, attempt } = useAttempt()
  const act = (action: () => unknown) => (): void =>
    attempt(() => {
      action()
      return undefined
    })
  const correct = (form: FormData): void =>
    attempt(() => {
      const amount = parseMoney(String(form.get('amount')))
      if (amount === undefined) return 'Write the amount like 12.50'
      record('amount_corrected', { amount_minor: amount })
      return undefined
    })
  return (
    <div className="details">
      {status === 'claimed' && (
        <div className="actions">
          <button type="button" className="primary" onClick={act(() => record('approved', { amount_minor }))}>
            Approve {formatMoney(amount_minor)}
          </button>
          <form action={correct}>
            <input
              name="amount"
              aria-label="Another amount"
              placeholder={(amount_minor / 100).toFixed(2)}
              inputMode="decimal"
              required
            />
            <button type="submit">Correct</button>
          </form>
          <button type="button" onClick={act(() => record('withdrawn', {}))}>
            Withdraw
          </button>
        </div>
      )}
      {status === 'approved' && (
        <div className="actions">
          <button type="button" className="primary" onClick={act(() => record('paid', {}))}>
            Pay {formatMoney(amount_minor)}
          </button>
        </div>
      )}
      <p role="alert">{problem}</p>
      <History id={id} />
      <small className="quiet">Expense {id}</small>
    </div>
  )
}
