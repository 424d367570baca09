import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { documentName } from '../../event/document-name.ts'
import { syncFrame, tokenFrame } from '../../transport/hocuspocus/frames.ts'
import { AUTH, addressOf, TYPE } from '../../transport/hocuspocus/protocol.ts'
import { SYNC } from '../../transport/sync-steps.ts'
import type { AttackTarget } from './attack-target.ts'
import { breachOf } from './breach.ts'
import { tokenText } from './sim-token.ts'

/** Attacks as whoever runs. */
export function attackBySocket({ network, violations, token, how, address: victim, isForeign }: AttackTarget): void {
  const name = documentName(victim)
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
}
