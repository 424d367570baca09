import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { TabAttachment } from './tab-attachment.ts'

test('[SAV1] a tab hears that its event is committed when it has the verdict that came with it', () => {
  const doc = new Y.Doc()
  doc.getArray('events').push(['an event'])
  const server = new Y.Doc()
  Y.applyUpdate(server, Y.encodeStateAsUpdate(doc))
  server.getArray('verdicts').push(['a verdict'])
  const toldWith: number[] = []
  const verdicts = doc.getArray('verdicts')
  const host = {
    generation: 0,
    onSynced: () => undefined,
    onCommitted: (committed: readonly (readonly [number, number])[]) => {
      if (committed.some(([client]) => client === doc.clientID)) toldWith.push(verdicts.length)
    },
    onCheckpoint: () => undefined,
    onRefused: () => undefined,
    onUpdateRefused: () => undefined,
  }
  const attachment = new TabAttachment('demo/note/a', doc, host, { tab: 'tab', tell: () => undefined })
  const committed = [...Y.decodeStateVector(Y.encodeStateVector(server))]
  const copy = { name: 'demo/note/a', generation: 0 }
  attachment.hear({ ...copy, kind: 'document', update: Y.encodeStateAsUpdate(server), committed })
  expect(toldWith).toEqual([1])
})
