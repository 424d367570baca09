/** What comes back from an absence. */
export interface Absence {
  readonly url: string
  readonly token: string
  readonly tenant: string
  /** The documents, new ones. */
  readonly ids: readonly string[]
  /** Recorded offline in each of them. */
  readonly events: number
}
