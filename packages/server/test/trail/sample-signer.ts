import { createPrivateKey, sign } from 'node:crypto'
import type { Signer } from '../../src/audit/bundle/signer.ts'
import { sha256 } from '../../src/chain/sha256.ts'

/** A key made from 32 bytes, so that the same seed signs the same. */
export function sampleSigner(seed: Uint8Array): Signer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const { x } = key.export({ format: 'jwk' })
  const publicKey = Buffer.from(x ?? '', 'base64url')
  return {
    keyId: sha256(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  }
}
