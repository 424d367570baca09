import type { Item, Order } from '../screen/order-screen.tsx'
import { token } from '../screen/session.ts'

export interface OldOrder extends Order {
  readonly id: string
}

/** The server answered, and said no: to ask again is in vain. */
export class RefusedError extends Error {}

const JSON_TYPE = { 'content-type': 'application/json' }

/** The old endpoint as its clients call it; it stays as it is. */
export const api = {
  all: () => call<OldOrder[]>('GET /orders'),
  open: () => call<OldOrder[]>('GET /orders?status=open'),
  order: (id: string) => call<OldOrder>(`GET /orders/${id}`),
  create: (id: string, table_number: number) => call<OldOrder>('POST /orders', { id, table_number }, `${id} created`),
  addItem: (id: string, item: Item) => call<OldOrder>(`POST /orders/${id}/items`, item, item.id),
  pay: (id: string) => call<OldOrder>(`PATCH /orders/${id}`, { status: 'paid' }, `${id} paid`),
}

async function call<Body>(route: string, body?: unknown, key = ''): Promise<Body> {
  const [method = '', path = ''] = route.split(' ')
  const response = await fetch(path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { ...JSON_TYPE, 'idempotency-key': key }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (response.ok) return answer
  const reason: string = answer.detail ?? answer.message
  throw response.status < 500 ? new RefusedError(reason) : new Error(reason)
}
