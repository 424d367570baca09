import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { EVENTS, VERDICTS } from '../../document/layout.ts'
import { documentName } from '../../event/document-name.ts'
import { syncFrame, tokenFrame } from '../../transport/hocuspocus/frames.ts'
import { AUTH, addressOf, TYPE } from '../../transport/hocuspocus/protocol.ts'
import { SYNC } from '../../transport/sync-steps.ts'
import type { EventLoop } from './event-loop.ts'
import type { Network } from './network.ts'
import { SimProcess } from './sim-process.ts'
import { type SimToken, tokenText } from './sim-token.ts'
import type { Violations } from './violation.ts'

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

export interface AttackOptions {
  readonly loop: EventLoop
  readonly network: Network
  readonly violations: Violations
  readonly token: SimToken
  readonly how: Attack
  readonly entity: string
  readonly id: string
}

const VICTIM = 'tenant1'
const OTHER = 'tenant2'

/**
 * Opens a document as any client does, and then breaks the protocol. The server has to refuse that; that nothing of it is
 * in the ledger or on any device, the other oracles see.
 */
export function attack(options: AttackOptions): void {
  const { loop, network, token, how, violations } = options
  const process = new SimProcess('attacker')
  const isForeign = how === 'opens a document of another tenant'
  const tenant = isForeign ? (token.tenant === VICTIM ? OTHER : VICTIM) : token.tenant
  const name = documentName({ tenant, entity: options.entity, id: options.id })
  const link = {
    name: process.name,
    tenant: token.tenant,
    isCut: false,
    isPartitioned: false,
    hasBadProxy: false,
    connections: new Set<never>(),
  }
  network.join(process, link)
  loop.after(0, process, how, () => {
    const socket = network.connect()
    const address = addressOf(name, 0)
    const doc = new Y.Doc()
    doc.clientID = 0xbad
    let hasAttacked = false
    let acknowledged = 0
    socket.onopen = () => {
      socket.send(tokenFrame(address, tokenText(token)))
      socket.send(syncFrame(address, SYNC.step1, Y.encodeStateVector(doc)))
    }
    socket.onmessage = ({ data }) => {
      const decoder = decoding.createDecoder(new Uint8Array(data))
      if (decoding.readVarString(decoder) !== address) return
      const type = decoding.readVarUint(decoder)
      if (type === TYPE.auth && decoding.readVarUint(decoder) === AUTH.authenticated)
        violations.must('TEN1', !isForeign, () => `a device of ${token.tenant} may open ${name}`)
      if (type === TYPE.syncStatus && decoding.readVarUint(decoder) === 1) acknowledged++
      violations.must('GAT2', acknowledged === 0, () => `who ${how} in ${name} is told that it is committed`)
      if (type !== TYPE.sync) return
      const step = decoding.readVarUint(decoder)
      if (step === SYNC.step1) return
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoder))
      if (hasAttacked) return
      hasAttacked = true
      const update = breachOf(how, doc)
      if (update !== undefined) socket.send(syncFrame(address, SYNC.update, update))
    }
  })
  // Whatever it has tried by then, it goes.
  loop.after(20_000, process, 'goes', () => {
    process.kill()
    network.died(process)
  })
}

/** Undefined where there is nothing to break. */
function breachOf(how: Attack, doc: Y.Doc): Uint8Array | undefined {
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
