import type { ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'
import { messageOf } from './api/problem-error.ts'

export interface FailureProps {
  /** What did not work. */
  readonly what: string
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What did not work, in the server's own words. */
export function Failure({ what, error, onRetry }: FailureProps): ReactNode {
  return (
    <div
      role="alert"
      data-testid="failure"
      className="flex flex-wrap items-center gap-3 rounded-box bg-red-100 p-4 text-red-900"
    >
      <Icon name="warning" className="size-5" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-semibold">{what}</p>
        <p className="text-sm break-words">{messageOf(error)}</p>
      </div>
      {onRetry !== undefined && (
        <button type="button" className="btn" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
