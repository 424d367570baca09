import type { RejectedEvent } from '@docket/core'
import { useRejections } from '@docket/react'
import type { ReactNode } from 'react'
import { describeEvent } from './details/describe-event.ts'

/** What the server did not accept. Nobody may overlook it, so it stays until somebody has seen it, on the record. */
export function Rejections(): ReactNode {
  const { entries, resolve } = useRejections()
  const dismiss = (entry: RejectedEvent): void => {
    void resolve(entry, { action: 'dismissed', reason: 'seen' })
  }
  return entries.map((entry) => (
    <section key={entry.event.id} role="alert" className="rejection">
      <p>
        <strong>Not accepted:</strong> {describeEvent(entry.event)}. The server says: {entry.reason}.
      </p>
      <button type="button" onClick={() => dismiss(entry)}>
        Dismiss
      </button>
    </section>
  ))
}
