import { DocketError, GuardRefusedError } from '@docket/core'
import { useState } from 'react'

export interface Attempts {
  /** Why the last one came to nothing. */
  readonly problem: string | undefined
  /** Does what somebody asked for, or says why not. */
  attempt(action: () => string | undefined): void
}

/** A guard that refuses throws, and nothing has changed; its reason is written for people. */
export function useAttempt(): Attempts {
  const [problem, setProblem] = useState<string>()
  return {
    problem,
    attempt(action) {
      try {
        setProblem(action())
      } catch (error) {
        if (!(error instanceof DocketError)) throw error
        setProblem(`Not done: ${error instanceof GuardRefusedError ? error.reason : error.message}.`)
      }
    },
  }
}
