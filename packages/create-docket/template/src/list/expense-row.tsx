import type { EntityRow } from '@docket/core'
import type { ReactNode } from 'react'
import { Avatar } from '../avatar.tsx'
import type { Expense } from '../expense-state.ts'
import { formatMoney } from '../money.ts'
import { nameOf } from '../name-of.ts'
import { SaveMark } from '../save-mark.tsx'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

export interface ExpenseRowProps {
  readonly row: EntityRow<Expense>
  readonly isOpen: boolean
  onToggle(): void
}

export function ExpenseRow({ row: { summary, uncommitted }, isOpen, onToggle }: ExpenseRowProps): ReactNode {
  const { what, amount_minor, status, claimed_by, claimed_at } = summary
  return (
    <button type="button" className="expense" aria-expanded={isOpen} onClick={onToggle}>
      <Avatar user={claimed_by} />
      <span className="what">
        <strong>{what}</strong>
        <small className="quiet">
          {nameOf(claimed_by)}, {day.format(claimed_at)}
        </small>
      </span>
      <span className={`status ${status}`}>{status}</span>
      <span className="amount">{formatMoney(amount_minor)}</span>
      <SaveMark state={uncommitted > 0 ? 'saved' : 'committed'} />
    </button>
  )
}
