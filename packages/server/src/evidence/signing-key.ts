import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { DocketError } from '@docket/core'

/** Signs seals and manifests. */
export interface Signer {
  /** The SHA-256 of the public key, hexadecimal. */
  readonly keyId: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer
  /** Ed25519 (RFC 8032) over a text's UTF-8 bytes; base64. */
  sign(text: string): string
}

export class SigningKeyError extends DocketError {
  constructor(where: string) {
    super('signing_key_invalid', `${where} is not 32 bytes in base64; make one with "docket keys new"`)
  }
}

export class SigningKeyMissingError extends DocketError {
  constructor(file: string) {
    super('signing_key_missing', `There is no ${file}: set DOCKET_SIGNING_KEY to the key of the server`)
  }
}

const SEED_BYTES = 32
// RFC 8410: what stands before the seed of a private Ed25519 key, and before a public one.
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** A new secret key: 32 bytes in base64. */
export function newSigningKey(): string {
  return randomBytes(SEED_BYTES).toString('base64')
}

/**
 * @param secret 32 bytes in base64
 * @param where what to name when it is not; the secret itself is never repeated
 * @throws SigningKeyError
 */
export function createSigner(secret: string, where: string): Signer {
  const seed = Buffer.from(secret.trim(), 'base64')
  if (seed.byteLength !== SEED_BYTES) throw new SigningKeyError(where)
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key.export({ format: 'pem', type: 'pkcs8' }))
    .export({ format: 'der', type: 'spki' })
    .subarray(PUBLIC_PREFIX.byteLength)
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  }
}

/** @param publicKey 32 bytes */
export function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' })
}

export function keyIdOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex')
}
