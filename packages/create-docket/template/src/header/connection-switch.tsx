import { useStore, useSyncStatus } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { serverTransport } from '../open-store.ts'
import type { Session } from '../session/session.ts'
import { describeSync } from './describe-sync.ts'

/** Says whether everything is on the server; and a way to see what happens when there is none. */
export function ConnectionSwitch({ session }: { readonly session: Session }): ReactNode {
  const { useTransport: switchTo } = useStore()
  const status = useSyncStatus()
  const [isCut, setCut] = useState(false)
  const { tone, text } = describeSync(status)
  const toggle = (): void => {
    switchTo(isCut ? serverTransport(session) : undefined)
    setCut(!isCut)
  }
  return (
    <div className="connection">
      <output className={`chip ${tone}`} data-connection={status.connection} data-uncommitted={status.uncommitted}>
        {text}
      </output>
      <button type="button" className="link" aria-pressed={isCut} onClick={toggle}>
        {isCut ? 'Go online' : 'Work offline'}
      </button>
    </div>
  )
}
