import type { BatchAnswer } from '../../http/batch/batch-answer.ts'

/** Where events go. */
export interface Target {
  /** What became of each, once those that are accepted are committed. To send one again is safe. */
  send(events: readonly string[]): Promise<BatchAnswer>
  close(): Promise<void>
}
