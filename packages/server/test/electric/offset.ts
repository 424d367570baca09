/** A place in a shape's log. The rows of the snapshot are transaction 0. */
export interface Offset {
  readonly tx: number
  readonly op: number
}

/** Before everything: `-1`. */
export const BEFORE_ALL: Offset = { tx: -1, op: 0 }
/** After the snapshot, before all that was committed since: `0_inf`. */
export const AFTER_SNAPSHOT: Offset = { tx: 0, op: Number.POSITIVE_INFINITY }

export function isAfter(a: Offset, b: Offset): boolean {
  return a.tx > b.tx || (a.tx === b.tx && a.op > b.op)
}

export function offsetText({ tx, op }: Offset): string {
  return `${tx}_${op === Number.POSITIVE_INFINITY ? 'inf' : op}`
}

/** Undefined when it is none. */
export function parseOffset(text: string): Offset | 'now' | undefined {
  if (text === '-1') return BEFORE_ALL
  if (text === 'now') return 'now'
  const [, tx, op] = /^(\d+)_(\d+|inf)$/.exec(text) ?? []
  if (tx === undefined) return undefined
  return { tx: Number(tx), op: op === 'inf' ? Number.POSITIVE_INFINITY : Number(op) }
}
