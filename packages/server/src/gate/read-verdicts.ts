import { isVerdictRecord, type VerdictRecord } from '@docket/core'
import type { AppendedValues } from './judge-structure.ts'
import { type Breach, type BroughtVerdicts, breach, NO_VERDICTS } from './judgement.ts'
import type { GateLimits } from './limits.ts'

/** The verdicts of an update, if they are some. */
export function readVerdicts(
  { verdicts, verdictClients }: AppendedValues,
  { eventLength }: GateLimits,
): BroughtVerdicts | Breach {
  if (verdicts.length === 0) return NO_VERDICTS
  const records: VerdictRecord[] = []
  for (const verdict of verdicts) {
    if (!isVerdictRecord(verdict) || !isStorable(verdict, eventLength)) {
      return breach('verdict_malformed', 'what it appends to the verdicts is none')
    }
    records.push(verdict)
  }
  return { records, clients: verdictClients }
}

function isStorable(verdict: VerdictRecord, maxLength: number): boolean {
  const { code, reason } = verdict
  const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
  return isText(code) && isText(reason) && JSON.stringify(verdict).length <= maxLength
}
