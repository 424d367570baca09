export type Status = 'none' | 'claimed' | 'approved' | 'paid' | 'withdrawn'

export interface Expense {
  readonly what: string
  /** In cents: money is never a fraction. */
  readonly amount_minor: number
  readonly status: Status
  readonly claimed_by: string | null
  /** Milliseconds since the epoch, by the clock of the device. */
  readonly claimed_at: number
}

export const emptyExpense: Expense = { what: '', amount_minor: 0, status: 'none', claimed_by: null, claimed_at: 0 }
