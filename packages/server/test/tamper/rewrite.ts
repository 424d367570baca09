import { linkLine, recordLine } from '../../src/audit/bundle/line-of.ts'
import type { LinkStep, RecordStep, Step } from '../../src/audit/verify/step.ts'
import { linkHash } from '../../src/chain/link.ts'
import { documentOf } from '../trail/sample-contents.ts'
import { placed } from '../trail/sample-trail.ts'
import type { BundleText } from './bundle-text.ts'
import { fileOf } from './tampered.ts'

/** All steps of a bundle by their numbers. */
export function stepsOf({ recordSteps, linkSteps }: BundleText): Step[] {
  return [...recordSteps, ...linkSteps].sort((a, b) => a.seq - b.seq)
}

/**
 * Everything from a place on numbered, chained and hashed anew, as somebody would who can write all but has no key; also
 * each document's own chain.
 */
export function rewritten(
  steps: readonly Step[],
  from: number,
  firstSeq: number,
  removed?: RecordStep,
): Record<string, string> {
  const renamed = new Map(removed && [[removed.hash, removed.entity_previous]])
  const heads = new Map<string, string>()
  const records: string[] = []
  const links: string[] = []
  let previous = steps[from - 1]?.hash ?? steps[from]?.previous ?? ''
  for (const [index, step] of steps.entries()) {
    let now = step
    if (index >= from) {
      const entity_previous = headBefore(step, heads) ?? renamed.get(step.entity_previous) ?? step.entity_previous
      now = rehashed(step, { seq: firstSeq + index, previous, entity_previous })
      renamed.set(step.hash, now.hash)
      previous = now.hash
    }
    if (now.kind === 'record') {
      heads.set(documentOf(now), now.hash)
      records.push(recordLine(now).slice(0, -1))
    } else {
      links.push(linkLine(now).slice(0, -1))
    }
  }
  return { 'records.ndjson': fileOf(records), 'links.ndjson': fileOf(links) }
}

type Placing = Partial<Pick<Step, 'seq' | 'previous' | 'entity_previous' | 'recorded_at_ms'>>

/** The step in another place, with the hash that it has to have there. */
export function rehashed<S extends Step>(step: S, place: Placing): S
export function rehashed(step: RecordStep | LinkStep, place: Placing): Step {
  const moved = { ...step, ...place }
  if (moved.kind === 'record') return placed(moved)
  return { ...moved, hash: linkHash(moved) }
}

function headBefore(step: Step, heads: ReadonlyMap<string, string>): string | undefined {
  return step.kind === 'record' ? heads.get(documentOf(step)) : undefined
}
