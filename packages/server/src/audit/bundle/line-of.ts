import { canonicalJson } from '../../chain/canonical-json.ts'
import type { LinkStep, RecordStep } from '../verify/step.ts'

/** A record as a line of `records.ndjson`. */
export function recordLine({ text, reveal, entity_previous, hash, previous, recorded_at_ms, seq }: RecordStep): string {
  return `{"content":${text},"entity_previous":"${entity_previous}","hash":"${hash}","previous":"${previous}","recorded_at_ms":${recorded_at_ms},"reveal":${revealText(reveal)},"seq":${seq}}\n`
}

/** Of what many records reveal alike: it is one object then. */
const revealTexts = new WeakMap<RecordStep['reveal'], string>()

function revealText(reveal: RecordStep['reveal']): string {
  const known = revealTexts.get(reveal)
  if (known !== undefined) return known
  const text = canonicalJson(reveal)
  revealTexts.set(reveal, text)
  return text
}

/** A link as a line of `links.ndjson`. */
export function linkLine({ content, entity_previous, hash, previous, recorded_at_ms, seq }: LinkStep): string {
  return `{"content":"${content}","entity_previous":"${entity_previous}","hash":"${hash}","previous":"${previous}","recorded_at_ms":${recorded_at_ms},"seq":${seq}}\n`
}

/** Whatever else as a line. */
export function jsonLine(value: unknown): string {
  return `${canonicalJson(value)}\n`
}
