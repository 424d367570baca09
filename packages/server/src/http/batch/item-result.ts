import type { Effect, EventId } from '@docket/core'
import type { Rejection } from '../../gate/judgement.ts'

/** What became of an event of a batch. */
export type ItemResult = AcceptedItem | RejectedItem

export interface AcceptedItem {
  readonly kind: 'accepted'
  /** Undefined when another event stands for it. */
  readonly effect?: Effect
  /** The event that has its idempotency key, and is the same but for its id. */
  readonly sameAs?: EventId
}

export interface RejectedItem extends Rejection {
  readonly kind: 'rejected'
  /** Is it in the trail, with this verdict? */
  readonly isRecorded: boolean
}
