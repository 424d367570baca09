import type { EntityDescription } from '../evolution/describe-entities.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'

/** What the process that has the definitions of then is asked; one question at a time. */
export type DefinitionsQuestion =
  | { readonly kind: 'load'; readonly path: string }
  | { readonly kind: 'fold' | 'refuses'; readonly entity: string; readonly events: readonly LedgerEvent[] }

export type DefinitionsAnswer =
  | { readonly kind: 'loaded'; readonly entities: readonly EntityDescription[] }
  | { readonly kind: 'folded'; readonly state: unknown }
  | { readonly kind: 'refuses'; readonly refused: readonly boolean[] }
  | { readonly kind: 'failed'; readonly reason: string }
