import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import * as zm from 'zod/mini'
import { DocumentNameError } from '../event/document-name.ts'
import { createStore } from '../store/create-store.ts'
import type { EntityRow } from '../store/entity-list.ts'
import { defineEntity, EntityDefinitionError } from './define-entity.ts'
import type { Entity, StateOf, SummaryOf } from './entity.ts'

const count = { payload: z.object({}), evolve: (n: number): number => n + 1 }

describe('a definition that cannot work is refused at once, and it says what to do', () => {
  test.each(['', 'a b', 'ä', 'a'.repeat(65)])('the name %j', (name) => {
    expect(() => defineEntity(name, { initial: 0, events: {} })).toThrow(DocumentNameError)
  })

  test("Docket's own name", () => {
    expect(() => defineEntity('docket', { initial: 0, events: {} })).toThrow(EntityDefinitionError)
  })

  test.each(['$created', 'item added', '1st', ''])('the event name %j', (type) => {
    expect(() => defineEntity('order', { initial: 0, events: { [type]: count } })).toThrow(
      `order: "${type}" is not a name`,
    )
  })

  test.each([0, -1, 1.5, Number.NaN])('version %j', (version) => {
    expect(() => defineEntity('order', { initial: 0, events: { created: { ...count, version } } })).toThrow(
      `order.created: version ${version} is not an integer from 1`,
    )
  })

  test('a missing upcaster', () => {
    const created = { ...count, version: 3, upcasters: { 1: (payload: unknown) => payload } }
    expect(() => defineEntity('order', { initial: 0, events: { created } })).toThrow(
      'order.created is at version 3: add upcasters[2]',
    )
  })

  test('has a stable code', () => {
    expect(() => defineEntity('docket', { initial: 0, events: {} })).toThrow(
      expect.objectContaining({ code: 'entity_definition_invalid', name: 'EntityDefinitionError' }),
    )
  })
})

describe('types flow from the definition; an application annotates nothing', () => {
  interface Order {
    readonly status: 'open' | 'paid'
    readonly quantities: Readonly<Record<string, number>>
  }
  const emptyOrder: Order = { status: 'open', quantities: {} }

  const order = defineEntity('order', {
    initial: emptyOrder,
    events: {
      // What is recorded is text; what the fold sees is a number.
      item_added: {
        payload: z.object({ name: z.string(), quantity: z.string().transform(Number) }),
        guard: (o, { quantity }, { by }) => {
          expectTypeOf(o).toEqualTypeOf<Order>()
          expectTypeOf(quantity).toEqualTypeOf<number>()
          expectTypeOf(by).toEqualTypeOf<string | null>()
          return o.status === 'open' || 'the order is closed'
        },
        evolve: (o, { name, quantity }) => ({ ...o, quantities: { ...o.quantities, [name]: quantity } }),
      },
      paid: { payload: z.object({ tip_minor: z.int().default(0) }), evolve: (o) => ({ ...o, status: 'paid' }) },
    },
    summary: ({ status, quantities }) => ({ status, items: Object.keys(quantities).length }),
    settled: (summary) => {
      expectTypeOf(summary).toEqualTypeOf<{ status: 'open' | 'paid'; items: number }>()
      return summary.status === 'paid'
    },
  })

  const store = createStore({ tenant: 'demo', user: null, device: 'till', entities: [order] })
  const doc = store.open(order, 'o1')

  test('whether it is settled is asked of the summary', () => {
    expect(order.settled?.({ status: 'paid', items: 1 })).toBe(true)
    expect(order.settled?.({ status: 'open', items: 1 })).toBe(false)
    expect(defineEntity('note', { initial: 0, events: {} })).not.toHaveProperty('settled')
  })

  test('the state', () => {
    expectTypeOf(doc.state).toEqualTypeOf<Order>()
    expectTypeOf<StateOf<typeof order>>().toEqualTypeOf<Order>()
    expectTypeOf(doc.snapshot().state).toEqualTypeOf<Order>()
    doc.subscribe(
      ({ state }) => state.status,
      (status) => expectTypeOf(status).toEqualTypeOf<'open' | 'paid'>(),
    )
  })

  test('payloads: the input of a schema is recorded, its output is folded', () => {
    expectTypeOf(doc.record<'item_added'>)
      .parameter(1)
      .toEqualTypeOf<{ name: string; quantity: string }>()
    expectTypeOf(doc.record<'paid'>)
      .parameter(1)
      .toEqualTypeOf<{ tip_minor?: number | undefined }>()
    const { event } = doc.record('item_added', { name: 'soup', quantity: '2' })
    expect(event.payload).toEqual({ name: 'soup', quantity: '2' })
    expect(doc.state.quantities).toEqual({ soup: 2 })
  })

  test('an unknown event, a wrong payload and a wrong state are compile errors', () => {
    // @ts-expect-error there is no such event
    expect(() => doc.record('item_eaten', {})).toThrow('order has no event "item_eaten"; it has item_added, paid')
    // @ts-expect-error the output of the schema is not its input
    expect(() => doc.record('item_added', { name: 'soup', quantity: 2 })).toThrow('quantity')
    // @ts-expect-error a field is missing
    expect(() => doc.record('item_added', { name: 'soup' })).toThrow('quantity')
    defineEntity('order', {
      initial: emptyOrder,
      // @ts-expect-error no such status
      events: { paid: { payload: z.object({}), evolve: (o) => ({ ...o, status: 'eaten' }) } },
    })
    defineEntity('order', {
      initial: emptyOrder,
      // @ts-expect-error a guard says yes, no or why not
      events: { paid: { payload: z.object({}), guard: () => 5, evolve: (o) => o } },
    })
  })

  test('summaries', () => {
    type Summary = { status: 'open' | 'paid'; items: number }
    expectTypeOf<SummaryOf<typeof order>>().toEqualTypeOf<Summary>()
    const list = store.list(order, { where: (summary) => summary.items > 0, orderBy: 'items' })
    expectTypeOf(list.rows()).toEqualTypeOf<readonly EntityRow<Summary>[]>()
    // @ts-expect-error no field of the summary
    store.list(order, { orderBy: 'table_number' })
  })

  test('zod/mini, and a Standard Schema written by hand', () => {
    const tab = defineEntity('tab', {
      initial: { total_minor: 0 },
      events: {
        charged: {
          payload: zm.object({ amount_minor: zm.int().check(zm.positive()) }),
          evolve: (state, { amount_minor }) => ({ total_minor: state.total_minor + amount_minor }),
        },
        doubled: {
          payload: {
            '~standard': {
              version: 1 as const,
              vendor: 'by hand',
              types: undefined as unknown as { input: { times: string }; output: { times: number } },
              validate: (value: unknown) => ({ value: { times: Number((value as { times: string }).times) } }),
            },
          },
          evolve: (state, { times }) => ({ total_minor: state.total_minor * 2 ** times }),
        },
      },
    })
    const tabs = createStore({ tenant: 'demo', user: null, device: 'till', entities: [tab] })
    const open = tabs.open(tab, 't1')
    expectTypeOf(open.state).toEqualTypeOf<{ total_minor: number }>()
    expectTypeOf(open.record<'charged'>)
      .parameter(1)
      .toEqualTypeOf<{ amount_minor: number }>()
    expectTypeOf(open.record<'doubled'>)
      .parameter(1)
      .toEqualTypeOf<{ times: string }>()
    open.record('charged', { amount_minor: 450 })
    open.record('doubled', { times: '3' })
    expect(open.state).toEqual({ total_minor: 3600 })
    expect(() => open.record('charged', { amount_minor: -1 })).toThrow('amount_minor')
  })

  test('an entity of one state is an entity of unknown state', () => {
    expectTypeOf(order).toExtend<Entity>()
  })
})
