import { restAdapter } from '@docket/server/rest'
import { order } from './order.ts'

/** The old endpoint's routes, in front of a Docket server: its clients go on as they are. */
export const oldClients = (docket: string) =>
  restAdapter({
    docket,
    entity: order,
    path: '/orders',
    read: ({ id, state }) => (state.status === 'archived' ? undefined : { id, ...state }),
    newId: ({ body }) => (typeof body.id === 'string' ? body.id : undefined),
    writes: {
      'POST /': ({ body: { table_number } }) => ({ type: 'created', payload: { table_number } }),
      'POST /:id/items': ({ body }) => ({ type: 'item_added', payload: { item: body } }),
      'PATCH /:id': ({ body }) => (body.status === 'paid' ? { type: 'paid', payload: {} } : []),
      'DELETE /:id': () => ({ type: 'archived', payload: {} }),
    },
  })
