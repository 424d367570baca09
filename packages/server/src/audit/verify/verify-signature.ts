import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { sha256 } from '../../chain/sha256.ts'

/** The Ed25519 keys that are trusted or named, by their ids. */
export class Keys {
  readonly #keys = new Map<string, KeyObject>()

  /** @returns its id; undefined when it is no key: 32 bytes in base64 */
  add(base64: string): string | undefined {
    const raw = bytesOf(base64)
    if (raw?.length !== 32) return undefined
    const id = keyId(raw)
    const x = raw.toString('base64url')
    this.#keys.set(id, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }))
    return id
  }

  get size(): number {
    return this.#keys.size
  }

  has(id: string): boolean {
    return this.#keys.has(id)
  }

  /** @param signature base64 */
  verify(id: string, signed: Buffer, signature: string): boolean {
    const key = this.#keys.get(id)
    const bytes = bytesOf(signature)
    return key !== undefined && bytes?.length === 64 && verify(null, signed, key, bytes)
  }
}

/** The SHA-256 of a public key's 32 raw bytes. */
export function keyId(raw: Uint8Array): string {
  return sha256(raw)
}

/** Node reads as base64 what is none; undefined when it is not written as it should be. */
function bytesOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 ? bytes : undefined
}
