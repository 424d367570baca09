import { defineEntity } from '@docket/core'
import { z } from 'zod/mini'
import { mayApprove, mayCorrect, mayPay, mayWithdraw } from './expense-guards.ts'
import { emptyExpense } from './expense-state.ts'

const amountMinor = z.int().check(z.positive())

/**
 * Somebody paid something for the firm and wants it back. Browser and server use this same definition: its events are
 * kept for ever, its state is what they come to.
 */
export const expense = defineEntity('expense', {
  initial: emptyExpense,
  events: {
    claimed: {
      payload: z.object({ what: z.string().check(z.minLength(1), z.maxLength(80)), amount_minor: amountMinor }),
      guard: ({ status }) => status === 'none' || 'it is claimed already',
      evolve: (e, { what, amount_minor }, { by, at }) => ({
        ...e,
        what,
        amount_minor,
        status: 'claimed',
        claimed_by: by,
        claimed_at: at,
      }),
    },
    amount_corrected: {
      payload: z.object({ amount_minor: amountMinor }),
      guard: mayCorrect,
      evolve: (e, { amount_minor }) => ({ ...e, amount_minor }),
    },
    approved: {
      // The amount that was on screen: had it changed by then, elsewhere, the approval is not for what it is now.
      payload: z.object({ amount_minor: amountMinor }),
      guard: (e, { amount_minor }, { by }) => mayApprove(e, amount_minor, by),
      evolve: (e) => ({ ...e, status: 'approved' }),
    },
    paid: { payload: z.object({}), guard: mayPay, evolve: (e) => ({ ...e, status: 'paid' }) },
    withdrawn: { payload: z.object({}), guard: mayWithdraw, evolve: (e) => ({ ...e, status: 'withdrawn' }) },
  },
  summary: (e) => e,
  settled: ({ status }) => status === 'paid' || status === 'withdrawn',
})
