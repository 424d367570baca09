/** What has become of the rows until now. */
export interface ImportCounts {
  readonly rows: number
  /** Events that were made of them. */
  readonly events: number
  readonly accepted: number
  /** Events: by the gate, or because they are not what was recorded under their key. */
  readonly rejected: number
  /** Rows that became no event because something is wrong with them. */
  readonly bad: number
  /** Rows that the mapping leaves out. */
  readonly left_out: number
  /** Accepted events that do not change their entity's state. */
  readonly no_effect: number
  /** Rejected events and bad rows, by code. */
  readonly codes: Readonly<Record<string, number>>
}

export const NO_COUNTS: ImportCounts = {
  rows: 0,
  events: 0,
  accepted: 0,
  rejected: 0,
  bad: 0,
  left_out: 0,
  no_effect: 0,
  codes: {},
}
