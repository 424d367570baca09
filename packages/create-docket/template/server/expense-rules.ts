import { type Principal, rulesFor } from '@docket/server'
import { expense } from '../src/expense.ts'
import { formatMoney } from '../src/money.ts'

const MOST_MINOR = 50_000

const tooMuch = { code: 'too_much', reason: `above ${formatMoney(MOST_MINOR)} it has to be ordered by the office` }
const managersOnly = { code: 'managers_only', reason: 'only managers approve and pay expenses' }

const withinLimit = ({ amount_minor }: { readonly amount_minor: number }) => amount_minor <= MOST_MINOR || tooMuch
const byManager = ({ roles }: Principal) => roles.includes('manager') || managersOnly

/**
 * What the server alone decides. Devices do not know these rules: they show a change at once and hear afterwards that it
 * was rejected. It stays in the history, with the reason and without effect.
 */
export const expenseRules = rulesFor(expense, {
  events: {
    claimed: (_, payload) => withinLimit(payload),
    amount_corrected: (_, payload) => withinLimit(payload),
    approved: (_, __, principal) => byManager(principal),
    paid: (_, __, principal) => byManager(principal),
  },
})
