import type { Store } from '@docket/core'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { signedMs } from './texts.ts'
import { useEverySecond } from './use-every-second.ts'

const COUNTS = ['unsaved', 'uncommitted', 'rejected', 'quarantined'] as const

/** Can the server be reached, how far is the clock off, what is not safe yet, and what went wrong last. */
export function ConnectionBar({ store }: { readonly store: Store }): ReactNode {
  const status = useSyncExternalStore(store.subscribeStatus, store.status)
  const [lastError, setLastError] = useState(status.error)
  if (status.error !== undefined && status.error !== lastError) setLastError(status.error)
  useEverySecond()
  return (
    <header className="dd-bar">
      <strong>Docket</strong>
      <span className="dd-muted">
        {store.tenant} · {store.device}
      </span>
      <span role="status" className="dd-connection" data-connection={status.connection}>
        {status.connection}
      </span>
      {status.committingDelayed && <span className="dd-chip dd-warn">committing delayed</span>}
      <span>
        skew <b>{store.skewMs === undefined ? 'unknown' : signedMs(store.skewMs)}</b>
      </span>
      {COUNTS.map((name) => (
        <span key={name} className={status[name] === 0 ? 'dd-muted' : ''} data-count={name}>
          {name} <b>{status[name]}</b>
        </span>
      ))}
      {lastError !== undefined && (
        <span className={status.error === undefined ? 'dd-error dd-muted' : 'dd-error'} title={lastError.message}>
          {status.error === undefined ? 'last error: ' : 'error: '}
          <b>{lastError.code}</b> {lastError.message}
        </span>
      )}
    </header>
  )
}
