import { createStore, defineEntity, hocuspocusTransport } from '@docket/core'
import { Server } from '@hocuspocus/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'

const list = defineEntity('list', {
  initial: { words: [] as string[] },
  events: {
    added: { payload: z.object({ word: z.string() }), evolve: (s, { word }) => ({ words: [...s.words, word] }) },
  },
  summary: ({ words }) => ({ words: words.length }),
})

/** Stock Hocuspocus that may only be read: it acknowledges negatively, and does not say why. */
async function readOnlyServer(): Promise<Server> {
  const server = new Server({
    port: 0,
    quiet: true,
    async onAuthenticate({ connectionConfig }) {
      connectionConfig.readOnly = true
    },
  })
  await server.listen()
  onTestFinished(() => server.destroy())
  return server
}

test('[QUA1] [QUA4] a negative acknowledgement without a reason sets the document aside, once', async () => {
  const { address } = await readOnlyServer()
  const store = createStore({
    tenant: 'demo',
    user: 'ann',
    device: 'till',
    entities: [list],
    transport: hocuspocusTransport({ url: `ws://127.0.0.1:${address.port}`, token: 'any' }),
  })
  onTestFinished(() => store.close())
  const doc = store.open(list, 'l1')
  await vi.waitFor(() => expect(doc.status.synced).toBe(true), { timeout: 5_000 })
  const { event, committed, saved } = doc.record('added', { word: 'x' })
  await saved
  await expect(committed).rejects.toMatchObject({ refusal: { code: 'update_refused' } })
  expect(doc.state.words).toEqual([])
  expect(store.status()).toMatchObject({ quarantined: 1, uncommitted: 0 })
  await store.quarantine.resolve({ entity: 'list', id: 'l1' }, { action: 'recordAgain' })
  expect(store.quarantine.entries()[0]?.events).toMatchObject([{ event, refusal: { code: 'update_refused' } }])
}, 20_000)
