/** Signs seals and manifests. */
export interface Signer {
  /** The SHA-256 of the public key. */
  readonly keyId: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** The signature of a text's UTF-8 bytes, in base64. */
  sign(text: string): string
}
