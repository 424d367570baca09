import type { SummaryRow } from '../messages.ts'

/**
 * Tells what is committed as it happens, so that the server need not be asked for it from time to time. What it tells is a
 * hint: rows may be lost, doubled or late, and the server's answers are what counts.
 */
export interface NewsSource {
  /** Tells the listener until the returned function is called. */
  open(listener: NewsListener): () => void
}

export interface NewsListener {
  onRows(rows: readonly SummaryRow[]): void
  /** From now on it tells what happens, and nothing of what was before; or it does not tell any more. */
  onLive(isLive: boolean): void
}
