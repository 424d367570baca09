import * as z from 'zod/mini'

const name = z.string().check(z.minLength(1), z.maxLength(200))
const id = z.string().check(z.minLength(1), z.maxLength(64))

export const created = z.object({ table_number: z.int().check(z.gte(1), z.lte(999)) })

export const itemAdded = z.object({
  item: z.object({
    id,
    name,
    quantity: z.int().check(z.gte(1), z.lte(999)),
    price_minor: z.int().check(z.gte(0)),
    /** On which part of the menu it stood: menus change, what was sold does not. */
    category: z.optional(name),
  }),
})

export const itemRemoved = z.object({ item_id: id })

/** A change, not the new number: so that two tills that both add one have added two. */
export const itemQuantityChanged = z.object({
  item_id: id,
  by: z.int().check(
    z.gte(-999),
    z.lte(999),
    z.refine((by) => by !== 0, 'it changes nothing'),
  ),
})

export const stateChanged = z.object({
  new_status: z.enum(['open', 'fired', 'served', 'paid', 'void']),
  reason: z.optional(z.string().check(z.maxLength(500))),
  payment_method: z.optional(z.enum(['card', 'cash'])),
})

export const archived = z.object({})
