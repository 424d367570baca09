// As `pnpm create docket` sets it up: one database for all documents, a WebSocket.
import { createStore, hocuspocusTransport, oneDatabaseStorage } from '@docket/core'
import type { Change } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import { order } from './order-entity.ts'

type OrderDocument = ReturnType<typeof openOrder>
const openOrder = (store: ReturnType<typeof createStore>, id: string) => store.open(order, id)

export const openDevice: OpenDevice = async ({ url, token, device, online }) => {
  const transport = () => hocuspocusTransport({ url, token })
  const offline = { tenant: 'bench', user: 'ann', device, entities: [order], storage: oneDatabaseStorage() }
  const store = createStore(online ? { ...offline, transport: transport() } : offline)
  const documents = new Map<string, OrderDocument>()
  const documentOf = (id: string): OrderDocument => {
    const document = documents.get(id) ?? openOrder(store, id)
    documents.set(id, document)
    return document
  }
  return {
    async list(show) {
      await store.ready
      const list = store.list(order, { where: ({ status }) => status !== 'paid', orderBy: 'table_number' })
      const showRows = () => show(list.rows().map(({ id, summary }) => ({ id, ...summary })))
      list.subscribe(showRows)
      showRows()
    },
    create: (id, table_number) => documentOf(id).record('created', { table_number }).saved,
    async open(id, show) {
      const document = documentOf(id)
      await document.loaded
      const showState = () => document.status.events > 0 && show(document.state)
      document.subscribe(showState)
      showState()
    },
    change: (id, change) => record(documentOf(id), change).saved,
    connect: () => store.useTransport(transport()),
    safe: () =>
      new Promise((resolve) => {
        const look = () => {
          const { connection, unsaved, uncommitted } = store.status()
          if (connection !== 'online' || unsaved > 0 || uncommitted > 0) return
          stop()
          resolve()
        }
        const stop = store.subscribeStatus(look)
        look()
      }),
    close: () => store.close(),
  }
}

function record(document: OrderDocument, { type, ...payload }: Change) {
  if ('item' in payload) return document.record('item_added', payload)
  return 'by' in payload ? document.record('quantity_changed', payload) : document.record('status_changed', payload)
}
