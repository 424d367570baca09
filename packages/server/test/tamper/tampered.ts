import type { FindingKind } from '../../src/audit/verify/finding.ts'
import type { RecordStep } from '../../src/audit/verify/step.ts'
import type { Random } from '../random.ts'
import type { BundleText } from './bundle-text.ts'

/** What a verifier has to say; the members that it names have to be these. */
export interface Expected {
  readonly kind: FindingKind
  readonly seq?: number
  readonly event_id?: string
  readonly file?: string
}

/** A bundle after a manipulation. */
export interface Tampered {
  /** Only those that are another than before. */
  readonly files: Readonly<Record<string, string>>
  readonly expected: Expected
}

export type Manipulation = (bundle: BundleText, random: Random) => Tampered

/** A record with some things in it changed, and its hash as it was. */
export function withContent(record: RecordStep, changes: Readonly<Record<string, unknown>>): RecordStep['content'] {
  return { ...record.content, ...changes }
}

export function fileOf(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
