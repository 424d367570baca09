import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { documentName } from '../../event/document-name.ts'
import { type DocumentExchanged, parseSyncAnswer, type SyncQuestion } from '../../transport/polling/sync-messages.ts'
import type { AttackTarget } from './attack-target.ts'
import { breachOf } from './breach.ts'
import { tokenText } from './sim-token.ts'

/** Attacks as whoever runs: asks what there is, then brings a breach. */
export async function attackByRequest(target: AttackTarget): Promise<void> {
  const { violations, token, how, address, isForeign } = target
  const name = documentName(address)
  const doc = new Y.Doc()
  doc.clientID = 0xbad
  const known = await ask(target, doc)
  violations.must('TEN1', !(isForeign && known !== undefined), () => `a device of ${token.tenant} may open ${name}`)
  if (known === undefined) return
  if (known.update !== undefined) Y.applyUpdate(doc, fromBase64(known.update))
  const update = breachOf(how, doc)
  if (update === undefined) return
  const answer = await ask(target, doc, update)
  const isRefused = answer === undefined || answer.refused !== undefined
  violations.must('GAT2', isRefused, () => `who ${how} in ${name} is told that it is taken`)
}

/** Undefined when the server does not say what became of it. */
async function ask(
  { network, token, address: { tenant, entity, id } }: AttackTarget,
  doc: Y.Doc,
  update?: Uint8Array,
): Promise<DocumentExchanged | undefined> {
  const document = { entity, id, state_vector: toBase64(Y.encodeStateVector(doc)) }
  const documents = [{ ...document, ...(update && { update: toBase64(update) }) }]
  try {
    const response = await network.request({
      url: 'http://simulated/v1/sync',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenText(token)}` },
      body: JSON.stringify({ tenant, documents } satisfies SyncQuestion),
      signal: new AbortController().signal,
    })
    const answered = parseSyncAnswer(await response.text())?.documents[0]
    return answered === undefined || 'error' in answered ? undefined : answered
  } catch {
    return undefined
  }
}
