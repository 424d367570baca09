import {
  createStore,
  hocuspocusTransport,
  oneDatabaseStorage,
  type Store,
  sharedTransport,
  type Transport,
} from '@docket/core'
import { expense } from './expense.ts'
import type { Session } from './session/session.ts'
import { tokenOf } from './session/tokens.ts'

/** What this person has on this device: kept in the browser, in step with its other tabs and with the server. */
export function openStore(session: Session): Store {
  const { tenant, user } = session
  const store = createStore({
    tenant,
    user,
    device: deviceName(),
    entities: [expense],
    storage: oneDatabaseStorage(`docket-${user}`),
    transport: serverTransport(session),
  })
  // What is not settled can be opened without a network too.
  store.follow(expense, { where: ({ status }) => status === 'claimed' || status === 'approved' })
  return store
}

/** To the server that served the page, by one connection for all tabs. */
export function serverTransport(session: Session): Transport {
  const { protocol, host } = location
  const url = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/sync`
  const transport = hocuspocusTransport({ url, token: () => tokenOf(session) })
  return sharedTransport(transport, { name: session.user })
}

function deviceName(): string {
  const name = localStorage.getItem('device') ?? `browser-${crypto.randomUUID().slice(0, 8)}`
  localStorage.setItem('device', name)
  return name
}
