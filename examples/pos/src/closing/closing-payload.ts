import * as z from 'zod/mini'

const seq = z.int().check(z.gte(1))
const amount = z.int()
const tally = z.object({ orders: z.int(), total_minor: amount })
const sums = z.record(z.string(), amount)

/**
 * What a period came to. Amounts are in minor units. All but `open` and `grand_total_minor` is what the events of the
 * period changed, so it may be less than nothing: what arrives late can take back what an earlier closing had.
 */
export const closed = z
  .object({
    /** 1, 2, 3 … */
    number: z.int().check(z.gte(1)),
    /** To which day it belongs, `YYYY-MM-DD`. */
    business_day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
    /** The numbers of the first and the last event that it has. */
    from_seq: seq,
    to_seq: seq,
    paid: tally,
    voided: tally,
    /** Of what was paid, by how. */
    payments: sums,
    /** Of what was paid, by the part of the menu. */
    categories: sums,
    /** How much of what was paid changes orders that an earlier closing had as paid. */
    corrections_minor: amount,
    /** The events of orders, the rejected ones among them. */
    events: z.int().check(z.gte(0)),
    rejected: z.int().check(z.gte(0)),
    /** What was neither paid nor voided at its end. */
    open: tally,
    /** All that was ever paid; it never begins anew. */
    grand_total_minor: amount,
  })
  .check(z.refine(({ from_seq, to_seq }) => to_seq >= from_seq, 'it has no events'))

export type Closed = z.infer<typeof closed>
export type Tally = z.infer<typeof tally>
/** Amounts in minor units, by name. */
export type Sums = z.infer<typeof sums>
