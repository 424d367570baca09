import type { Revealed } from '../../chain/commitment.ts'
import { type Link, linkHash } from '../../chain/link.ts'
import { sha256 } from '../../chain/sha256.ts'

/** One step of a tenant's chain, as a file or the ledger claims it. */
export type Step = RecordStep | LinkStep

interface Claimed extends Omit<Link, 'content'> {
  readonly hash: string
}

/** A record with all that happened. */
export interface RecordStep extends Claimed {
  readonly kind: 'record'
  /** The canonical JSON of the content, as it was read. */
  readonly text: string
  /** The same, parsed. */
  readonly content: Readonly<Record<string, unknown>>
  /** By JSON Pointer into the content. */
  readonly reveal: Readonly<Record<string, Revealed>>
  /** Where the ledger keeps the content's hash apart: what it has there. */
  readonly contentHash?: string
}

/** Only a record's place in the chain. */
export interface LinkStep extends Claimed, Link {
  readonly kind: 'link'
}

/** Do the content and the place of a step give its hash, or would they in another place? */
export function isChained(step: Step, place: Partial<Pick<Step, 'seq' | 'previous'>> = {}): boolean {
  const { entity_previous, recorded_at_ms, seq, previous } = step
  const content = step.kind === 'record' ? sha256(step.text) : step.content
  return linkHash({ content, entity_previous, previous, recorded_at_ms, seq, ...place }) === step.hash
}

/** The record's own id, where it has one. */
export function eventIdOfStep(step: Step): { event_id?: string } {
  const id = step.kind === 'record' ? step.content.event_id : undefined
  return typeof id === 'string' ? { event_id: id } : {}
}
