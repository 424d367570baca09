/** What is wrong with a trail; docs/audit-format.md says when each is named. */
export type FindingKind =
  | 'edited'
  | 'deleted'
  | 'inserted'
  | 'reordered'
  | 'truncated'
  | 'forked'
  | 'wrong_signature'
  | 'state_not_explained'
  | 'malformed'

/** The first thing that is wrong with a trail. */
export interface Finding {
  readonly kind: FindingKind
  /** The tenant's number of the record. */
  readonly seq?: number
  readonly event_id?: string
  /** The file of the bundle in which it is. */
  readonly file?: string
  /** For people. */
  readonly explanation: string
}

/** What a verifier found. */
export interface Verification {
  readonly whole: boolean
  /** How many records were found to be right. */
  readonly records: number
  /** The number of the last record under a seal that holds; null when there is none. */
  readonly sealed_seq: number | null
  readonly first_bad: Finding | null
  /** The keys whose signatures were checked, in the order of their first use. */
  readonly key_ids: readonly string[]
}

/** Thrown inside a verifier, which stops at the first. */
export class Bad extends Error {
  readonly finding: Finding

  constructor(kind: FindingKind, explanation: string, where: Omit<Finding, 'kind' | 'explanation'> = {}) {
    super(explanation)
    this.finding = { kind, ...where, explanation }
  }
}
