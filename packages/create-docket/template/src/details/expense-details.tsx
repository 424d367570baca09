import { useEntity, useRecord } from '@docket/react'
import type { ReactNode } from 'react'
import { expense } from '../expense.ts'
import { formatMoney, parseMoney } from '../money.ts'
import { submitted } from '../submitted.ts'
import { useAttempt } from '../use-attempt.ts'
import { History } from './history.tsx'

/** What can be done with an expense, and what was done. */
export function ExpenseDetails({ id }: { readonly id: string }): ReactNode {
  const { amount_minor, status } = useEntity(expense, id, ({ state }) => state)
  const record = useRecord(expense, id)
  const { problem, attempt } = useAttempt()
  const correct = (form: FormData): boolean =>
    attempt(() => record('amount_corrected', { amount_minor: parseMoney(String(form.get('amount'))) }))
  return (
    <div className="details">
      {status === 'claimed' && (
        <div className="actions">
          <button type="button" className="primary" onClick={() => attempt(() => record('approved', { amount_minor }))}>
            Approve {formatMoney(amount_minor)}
          </button>
          <form onSubmit={submitted(correct)}>
            <input
              name="amount"
              aria-label="Another amount"
              placeholder={(amount_minor / 100).toFixed(2)}
              inputMode="decimal"
              required
            />
            <button type="submit">Correct</button>
          </form>
          <button type="button" onClick={() => attempt(() => record('withdrawn', {}))}>
            Withdraw
          </button>
        </div>
      )}
      {status === 'approved' && (
        <div className="actions">
          <button type="button" className="primary" onClick={() => attempt(() => record('paid', {}))}>
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
