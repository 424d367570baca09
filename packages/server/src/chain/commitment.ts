import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './sha256.ts'

/** What stands under the hash in the place of personal data, which can so be erased without a trace in the chain. */
export interface Commitment {
  readonly $personal: string
}

/** What a commitment stands for. */
export interface Revealed {
  /** 32 hexadecimal digits. */
  readonly salt: string
  readonly value: unknown
}

/** The hash in a commitment: of salt and value, so that a short value cannot be guessed once the salt is erased. */
export function commitmentHash({ salt, value }: Revealed): string {
  return sha256(canonicalJson([salt, value]))
}
