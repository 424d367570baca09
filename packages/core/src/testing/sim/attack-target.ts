import type { DocumentAddress } from '../../event/document-name.ts'
import type { Attack } from './breach.ts'
import type { Network } from './network.ts'
import type { SimToken } from './sim-token.ts'
import type { Violations } from './violation.ts'

/** Which document somebody attacks, and how. */
export interface AttackTarget {
  readonly network: Network
  readonly violations: Violations
  readonly token: SimToken
  readonly how: Attack
  readonly address: DocumentAddress
  /** Is it of another tenant? */
  readonly isForeign: boolean
}
