import { DocketError, GuardRefusedError } from '@docket/core'
import { useState } from 'react'
import { NotMoneyError } from './money.ts'

export interface Attempts {
  /** Why the last one came to nothing. */
  readonly problem: string | undefined
  /** Does what somebody asked for, or says why not. */
  attempt(action: () => unknown): boolean
}

/** A guard that refuses throws, and nothing has changed; its reason is written for people. */
export function useAttempt(): Attempts {
  const [problem, setProblem] = useState<string>()
  return {
    problem,
    attempt(action) {
      try {
        action()
        setProblem(undefined)
        return true
      } catch (error) {
        setProblem(`Not done: ${reasonOf(error)}.`)
        return false
      }
    },
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof GuardRefusedError) return error.reason
  if (error instanceof DocketError || error instanceof NotMoneyError) return error.message
  throw error
}
