import { useStore } from '@docket/react'
import type { ReactNode } from 'react'
import { expense } from '../expense.ts'
import { parseMoney } from '../money.ts'
import { submitted } from '../submitted.ts'
import { useAttempt } from '../use-attempt.ts'

export function NewExpense(): ReactNode {
  const store = useStore()
  const { problem, attempt } = useAttempt()
  const claim = (form: FormData): boolean =>
    attempt(() => {
      const amount_minor = parseMoney(String(form.get('amount')))
      const document = store.open(expense, crypto.randomUUID())
      try {
        document.record('claimed', { what: String(form.get('what')).trim(), amount_minor })
      } finally {
        document.close()
      }
    })
  return (
    <form className="card new-expense" onSubmit={submitted(claim)}>
      <label>
        What for
        <input name="what" placeholder="Train to Hamburg" maxLength={80} required autoComplete="off" />
      </label>
      <label>
        Amount
        <input name="amount" placeholder="0.00" inputMode="decimal" required autoComplete="off" />
      </label>
      <button type="submit" className="primary">
        Claim
      </button>
      <p role="alert">{problem}</p>
    </form>
  )
}
