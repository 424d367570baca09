import { HocuspocusProvider } from '@hocuspocus/provider'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { checkpointIn } from '../../document/hollow.ts'
import { missingUpdate } from '../../document/missing-update.ts'

const SYNC = 0
const STEP_2 = 1

/** A provider that tells the server nothing as deleted that only a checkpoint stands for. */
export class HollowProvider extends HocuspocusProvider {
  override send(...[message, args]: Parameters<HocuspocusProvider['send']>): void {
    const { encoder } = args as { encoder?: encoding.Encoder }
    const isPlain = encoder === undefined || checkpointIn(this.document) === undefined
    super.send(message, isPlain ? args : { ...args, encoder: this.#withoutHollow(encoder) })
  }

  /** What answers a frame of the server; of these only the second step of the handshake tells of deletions. */
  #withoutHollow(answer: encoding.Encoder): encoding.Encoder {
    const decoder = decoding.createDecoder(encoding.toUint8Array(answer))
    const name = decoding.readVarString(decoder)
    if (decoding.readVarUint(decoder) !== SYNC || decoding.readVarUint(decoder) !== STEP_2) return answer
    const { from } = Y.parseUpdateMeta(decoding.readVarUint8Array(decoder))
    const known = Y.decodeStateVector(Y.encodeStateVector(this.document))
    for (const [client, clock] of from) known.set(client, clock)
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, name)
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, STEP_2)
    encoding.writeVarUint8Array(encoder, missingUpdate(this.document, Y.encodeStateVector(known)))
    return encoder
  }
}
