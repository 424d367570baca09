import { useQuarantine } from '@docket/react'
import type { ReactNode } from 'react'
import { QuarantineNotice } from './quarantine-notice.tsx'

/** One notice for each order of which this till keeps changes aside. */
export function QuarantineNotices(): ReactNode {
  const { entries, resolve } = useQuarantine()
  return (
    <div role="status" className="max-h-60 shrink-0 divide-y divide-red-200 overflow-y-auto bg-red-100">
      {entries.map((entry) => (
        <QuarantineNotice key={`${entry.entity}/${entry.id}`} entry={entry} resolve={resolve} />
      ))}
    </div>
  )
}
