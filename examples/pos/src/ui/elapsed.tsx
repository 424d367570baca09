import type { ReactNode } from 'react'
import { formatElapsed, formatTime, useNow } from '../lib/clock.ts'

/** How long ago something was, on its own so that only this text moves with the clock. */
export function Elapsed({ since }: { readonly since: number }): ReactNode {
  const now = useNow()
  return <time title={`since ${formatTime(since)}`}>{formatElapsed(now - since)}</time>
}
