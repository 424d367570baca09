import { asText, type Difference } from '@docket/core'
import type { ReactNode } from 'react'
import type { Closed } from '../../closing/closing-payload.ts'
import { formatMinor } from '../../lib/money.ts'
import { Icon } from '../../ui/icon.tsx'

export interface ReconcileNoticeProps {
  readonly closed: Closed
  /** Where the closing says something else than its events. */
  readonly differences: readonly Difference[]
}

/** Do the events between its numbers come to what the closing says? */
export function ReconcileNotice({ closed, differences }: ReconcileNoticeProps): ReactNode {
  const { from_seq, to_seq, events } = closed
  if (differences.length === 0) {
    return (
      <p
        data-testid="reconciled"
        className="flex items-center gap-3 rounded-box bg-emerald-100 px-4 py-3 font-medium text-emerald-950"
      >
        <Icon name="check" className="size-5" />
        {`It reconciles: the ${events} events from no. ${from_seq} to ${to_seq} come to exactly this.`}
      </p>
    )
  }
  return (
    <div role="alert" data-testid="not-reconciled" className="rounded-box bg-red-100 px-4 py-3 text-red-900">
      <p className="flex items-center gap-3 font-semibold">
        <Icon name="warning" className="size-5" />
        {`It does not reconcile with the events from no. ${from_seq} to ${to_seq}:`}
      </p>
      <ul className="mt-1 ml-8 list-disc text-sm tabular-nums">
        {differences.map(({ path, before, after }) => (
          <li key={path}>
            {`${path.replaceAll('_', ' ')}: the events come to ${shown(path, before)}, the closing says ${shown(path, after)}`}
          </li>
        ))}
      </ul>
    </div>
  )
}

function shown(path: string, value: unknown): string {
  if (value === undefined) return 'nothing'
  const isAmount = /_minor$|^payments\.|^categories\./.test(path)
  return typeof value === 'number' && isAmount ? formatMinor(value) : asText(value)
}
