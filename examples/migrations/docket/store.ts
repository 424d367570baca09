import { createStore, hocuspocusTransport, indexeddbStorage, type Store } from '@docket/core'
import { docketUrl, token } from '../screen/session.ts'
import { order } from './order.ts'

const { sub: user, tenant }: { sub: string; tenant: string } = JSON.parse(atob(token.split('.')[1] ?? ''))

/** One store for the whole application: what is recorded in it is on this device's disk, and goes to the server. */
export const store: Store = createStore({
  tenant,
  user,
  device: user,
  entities: [order],
  storage: indexeddbStorage(),
  transport: hocuspocusTransport({ url: `${docketUrl.replace('http', 'ws')}/sync`, token }),
})
