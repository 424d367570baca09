import { type KeyObject, verify } from 'node:crypto'
import { DocketError } from '@docket/core'
import { keyIdOf, publicKeyObject } from '../../evidence/signing-key.ts'

export class KeyInvalidError extends DocketError {
  constructor() {
    super('key_invalid', 'A public key is 32 bytes in base64: see "docket keys list"')
  }
}

/** The Ed25519 keys that are trusted or named, by their ids. */
export class Keys {
  readonly #keys = new Map<string, KeyObject>()

  /** @returns its id; undefined when it is no key: 32 bytes in base64 */
  add(base64: string): string | undefined {
    const raw = bytesOf(base64)
    if (raw?.byteLength !== 32) return undefined
    const id = keyIdOf(raw)
    this.#keys.set(id, publicKeyObject(raw))
    return id
  }

  get size(): number {
    return this.#keys.size
  }

  /** @param signature base64 */
  verify(id: string, signed: Buffer, signature: string): boolean {
    const key = this.#keys.get(id)
    const bytes = bytesOf(signature)
    return key !== undefined && bytes?.byteLength === 64 && verify(null, signed, key, bytes)
  }
}

/** Node reads as base64 what is none; undefined when it is not written as it should be. */
function bytesOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 ? bytes : undefined
}
