/** How much of a document is stored as updates that no snapshot covers yet. */
export interface Tail {
  readonly updates: number
  /** Of the whole document. */
  readonly events: number
}

const AT_CLOSE = 8
const WHILE_OPEN = 2_000
/** Writing a snapshot costs as much as the whole document is long. So does reading it, and the tail costs a part. */
const PART_AT_CLOSE = 1 / 8
/** A document that grows is written whole when it has doubled: so each event is written twice, not its number of times. */
const PART_WHILE_OPEN = 1 / 2

/** Is a snapshot worth it when a document is closed? */
export function isDueAtClose({ updates, events }: Tail): boolean {
  return updates >= Math.max(AT_CLOSE, events * PART_AT_CLOSE)
}

/** Is it worth it although the document is in use? */
export function isDueWhileOpen({ updates, events }: Tail): boolean {
  return updates >= Math.max(WHILE_OPEN, events * PART_WHILE_OPEN)
}
