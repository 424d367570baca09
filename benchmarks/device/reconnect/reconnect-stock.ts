import { type EventRecord, nextEventId } from '@docket/core'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as Y from 'yjs'
import type { Absence } from './absence.ts'

/** The same events in Y.Arrays, with stock Hocuspocus that stores nothing and the stock provider; ms. */
export async function reconnectStock(absence: Absence): Promise<number> {
  const { ids, events } = absence
  const docs = ids.map((id) => ({ id, doc: new Y.Doc() }))
  for (const { doc } of docs) {
    for (let n = 0; n < events; n++) doc.getArray('events').push([newEvent(n)])
  }
  const watched = ids.map((id) => ({ id, doc: new Y.Doc() }))
  const watcher = connect(absence, watched)
  await Promise.all(watcher.providers.map((provider) => until(provider, () => provider.synced)))

  const startMs = performance.now()
  const device = connect(absence, docs)
  await Promise.all([
    ...device.providers.map((provider) => until(provider, () => provider.synced && provider.unsyncedChanges === 0)),
    ...watched.map(({ doc }) => untilEvents(doc, events)),
  ])
  const ms = performance.now() - startMs
  device.close()
  watcher.close()
  return ms
}

function connect({ url, token, tenant }: Absence, docs: readonly { readonly id: string; readonly doc: Y.Doc }[]) {
  const websocketProvider = new HocuspocusProviderWebsocket({ url })
  const providers = docs.map(({ id, doc }) => {
    const name = `${tenant}/counter/${id}`
    const provider = new HocuspocusProvider({ websocketProvider, name, document: doc, token, awareness: null })
    provider.attach()
    return provider
  })
  return {
    providers,
    close() {
      for (const provider of providers) provider.destroy()
      websocketProvider.destroy()
    },
  }
}

function until(provider: HocuspocusProvider, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!isSo()) return
      provider.off('synced', check)
      provider.off('unsyncedChanges', check)
      resolve()
    }
    provider.on('synced', check)
    provider.on('unsyncedChanges', check)
    check()
  })
}

function untilEvents(doc: Y.Doc, events: number): Promise<void> {
  const array = doc.getArray('events')
  return new Promise((resolve) => {
    const check = (): void => {
      if (array.length < events) return
      array.unobserve(check)
      resolve()
    }
    array.observe(check)
    check()
  })
}

function newEvent(n: number): EventRecord {
  const id = nextEventId(undefined, Date.now())
  return { id, type: 'added', v: 1, at: Date.now(), by: 'ann', device: 'device', payload: { n } }
}
