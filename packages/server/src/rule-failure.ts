import { RuleAnswerError } from './gate/rules.ts'

/** What the log says of a rule that failed: where, not why, because an error's message may repeat payloads. */
export interface RuleFailure {
  readonly error: string
  readonly stack?: readonly string[]
}

const FRAMES = 5

export function ruleFailureOf(error: unknown): RuleFailure {
  if (error instanceof RuleAnswerError) return { error: error.message }
  if (!(error instanceof Error)) return { error: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  return { error: error.name, stack: frames.slice(0, FRAMES).map((line) => line.trim()) }
}
