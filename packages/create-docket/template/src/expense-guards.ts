import type { Expense, Status } from './expense-state.ts'

// A guard says whether an event may take effect on a state, or why not. It runs when the event is recorded, and again
// wherever the event's place in the order turns out to be, for example because another device was offline.

const NOT_NOW: Readonly<Record<Status, string>> = {
  none: 'it is not claimed',
  claimed: 'it is not approved yet',
  approved: 'it is approved already',
  paid: 'it is paid already',
  withdrawn: 'it was withdrawn',
}

export function mayCorrect({ status }: Expense): true | string {
  return status === 'claimed' || NOT_NOW[status]
}

export function mayApprove(e: Expense, amountMinor: number, by: string | null): true | string {
  if (e.status !== 'claimed') return NOT_NOW[e.status]
  if (by === e.claimed_by) return 'nobody approves an expense of their own'
  return amountMinor === e.amount_minor || 'the amount was another one by then'
}

export function mayPay({ status }: Expense): true | string {
  return status === 'approved' || NOT_NOW[status]
}

export function mayWithdraw({ status }: Expense): true | string {
  return status === 'claimed' || NOT_NOW[status]
}
