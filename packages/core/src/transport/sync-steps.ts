/** What a `sync` message of Yjs is: a state vector, all that somebody lacks by theirs, or one update (y-protocols' `sync.js`). */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

export type SyncStep = (typeof SYNC)[keyof typeof SYNC]
