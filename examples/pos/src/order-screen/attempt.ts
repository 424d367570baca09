import { DocketError, GuardRefusedError } from '@docket/core'
import { tell } from '../ui/toast.tsx'

/** Does what a waiter asked for; when the order does not allow it, says why not. */
export function attempt(action: () => unknown): void {
  try {
    action()
  } catch (error) {
    if (!(error instanceof DocketError)) throw error
    const reason = error instanceof GuardRefusedError ? error.reason : error.message
    tell(`Not done: ${reason}.`)
  }
}
