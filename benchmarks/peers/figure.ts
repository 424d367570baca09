/** What one round of a case gave. */
export interface Figure {
  readonly case: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  /** How the rounds become one figure: their median, unless they are counted together. */
  readonly counted?: boolean
}
