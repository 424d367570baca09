/** What stores on one channel say to all others, or `to` one attachment: a document attached in one store, once. */
export type ChannelMessage =
  /** Somebody has opened a document, and has this much of it. */
  | { readonly kind: 'ask'; readonly from: string; readonly name: string; readonly stateVector: Uint8Array }
  /** What the asker lacks, and how much this one has. */
  | {
      readonly kind: 'answer'
      readonly to: string
      readonly name: string
      readonly update: Uint8Array
      readonly stateVector: Uint8Array
    }
  | { readonly kind: 'update'; readonly name: string; readonly update: Uint8Array }
