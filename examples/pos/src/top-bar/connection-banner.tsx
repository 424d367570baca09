import type { ReactNode } from 'react'
import { useNow } from '../lib/clock.ts'
import { Icon } from '../ui/icon.tsx'
import { describeTrouble } from './describe-trouble.ts'
import { useConnection } from './use-connection.ts'

/** Says, for as long as it is so, that the till is on its own, and how much waits to be sent. */
export function ConnectionBanner(): ReactNode {
  const status = useConnection()
  const nowMs = useNow()
  const trouble = status.isSettled ? describeTrouble(status, nowMs) : undefined
  return (
    <div role="status">
      {trouble !== undefined && (
        <p
          data-testid="connection-banner"
          data-connection={status.connection}
          data-uncommitted={status.uncommitted}
          className="flex items-center justify-center gap-3 bg-amber-300 px-4 py-2.5 font-medium text-amber-950"
        >
          <Icon name={status.connection === 'online' ? 'warning' : 'offline'} className="size-5" />
          {trouble}
        </p>
      )}
    </div>
  )
}
