import * as Y from 'yjs'
import { EVENTS, VERDICTS } from '../../document/layout.ts'

/** What somebody with a device's token, and a program of their own, tries. */
export type Attack = (typeof ATTACKS)[number]

export const ATTACKS = [
  'deletes',
  'edits',
  'writes another root',
  'forges a verdict',
  'uses an id again',
  'writes no event',
  'leaves a gap',
  'sends garbage',
  'opens a document of another tenant',
] as const

/** An update that breaks the protocol; undefined where there is nothing to break. */
export function breachOf(how: Attack, doc: Y.Doc): Uint8Array | undefined {
  const events = doc.getArray<unknown>(EVENTS)
  const [first] = events.toArray() as { readonly id: string }[]
  const before = Y.encodeStateVector(doc)
  const change = (work: () => void): Uint8Array => {
    doc.transact(work)
    return Y.encodeStateAsUpdate(doc, before)
  }
  switch (how) {
    case 'deletes':
      return first && change(() => events.delete(0))
    case 'edits':
      return (
        first &&
        change(() => {
          events.delete(0)
          events.insert(0, [{ ...first, at: 1 }])
        })
      )
    case 'writes another root':
      return change(() => void doc.getMap('settings').set('a', 1))
    case 'forges a verdict':
      return (
        first && change(() => doc.getArray(VERDICTS).push([{ ref: first.id, code: 'forged', reason: 'no', at: 1 }]))
      )
    case 'uses an id again':
      return first && change(() => events.push([{ ...first, at: 1 }]))
    case 'writes no event':
      return change(() => events.push([{ it: 'is none' }]))
    case 'leaves a gap': {
      change(() => events.push([{ it: 'is missing' }]))
      const between = Y.encodeStateVector(doc)
      doc.transact(() => events.push([{ it: 'comes later' }]))
      return Y.encodeStateAsUpdate(doc, between)
    }
    case 'sends garbage':
      return new Uint8Array([1, 2, 3, 250, 250])
    case 'opens a document of another tenant':
      return undefined
  }
}
