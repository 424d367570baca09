import type { HistoryEntry } from '@docket/core'
import { useHistory } from '@docket/react'
import type { ReactNode } from 'react'
import { expense } from '../expense.ts'
import { nameOf } from '../name-of.ts'
import { SaveMark } from '../save-mark.tsx'
import { describeEvent } from './describe-event.ts'

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** Everything that ever happened to it, and how safe each of these events is. */
export function History({ id }: { readonly id: string }): ReactNode {
  return (
    <ol className="history" aria-label="History">
      {useHistory(expense, id).map((entry) => (
        <Event key={entry.event.id} entry={entry} />
      ))}
    </ol>
  )
}

function Event({ entry: { event, effect, saveState } }: { readonly entry: HistoryEntry }): ReactNode {
  const remark = 'reason' in effect ? effect.reason : undefined
  return (
    <li data-effect={effect.kind}>
      <time dateTime={new Date(event.at).toISOString()}>{time.format(event.at)}</time>
      <span>
        {nameOf(event.by)} {describeEvent(event)}
        {remark !== undefined && <em>No effect: {remark}</em>}
      </span>
      <SaveMark state={saveState} />
    </li>
  )
}
