import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './sha256.ts'

/** What a seal says, and its signature is of: at this moment the tenant's chain ended here. */
export interface SealedHead {
  readonly tenant_id: string
  /** The number of the tenant's last record, and its hash. */
  readonly seq: number
  readonly head: string
  /** ms since the epoch */
  readonly sealed_at_ms: number
  /** The hash of the tenant's seal before it; `NOTHING` when it is the first. */
  readonly previous: string
  /** Which key signs: the SHA-256 of its 32 raw public bytes. */
  readonly key_id: string
}

/** A signed head of a tenant's chain: whoever has one finds out when what was before it is cut off or written anew. */
export interface Seal extends SealedHead {
  /** Ed25519 (RFC 8032) over the canonical JSON of all members but this; base64. */
  readonly signature: string
}

export function sealText({ tenant_id, seq, head, sealed_at_ms, previous, key_id }: SealedHead): string {
  return canonicalJson({ tenant_id, seq, head, sealed_at_ms, previous, key_id })
}

export function sealHash(seal: SealedHead): string {
  return sha256(sealText(seal))
}
