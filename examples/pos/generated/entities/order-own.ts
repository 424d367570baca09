// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import type { EventDefinition } from '@docket/core'
import type { orderEvents } from '../events/order.ts'
import type { OrderState, OrderSummary } from './order-state.ts'

type Own<Type extends keyof typeof orderEvents> = Omit<
  EventDefinition<OrderState, (typeof orderEvents)[Type]>,
  'payload'
>

/** What the description cannot say of the entity "order". */
export interface OrderOwn {
  /** Guards, and what events do to the state. */
  events: {
    created?: Partial<Own<'created'>>
    item_added?: Partial<Own<'item_added'>>
    item_removed?: Partial<Own<'item_removed'>>
    item_quantity_changed: Partial<Own<'item_quantity_changed'>> &
      Required<Pick<Own<'item_quantity_changed'>, 'evolve'>>
    state_changed?: Partial<Own<'state_changed'>>
    archived?: Partial<Own<'archived'>>
  }
  /** What lists show of a state. */
  summary(state: OrderState): OrderSummary
  options?: {
    /** Is nothing left to do? Then the document may leave a device. */
    settled?: (summary: OrderSummary) => boolean
    /** Raise it when you change what events do to the state. */
    stateVersion?: number
  }
}
