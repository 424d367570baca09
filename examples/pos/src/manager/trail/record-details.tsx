import type { ReactNode } from 'react'
import type { TrailEntry } from '../../books/order-trail.ts'

/** The record as the ledger has it, for whoever wants it exactly. */
export function RecordDetails({ entry }: { readonly entry: TrailEntry }): ReactNode {
  const { event, verdict } = entry
  const facts: readonly (readonly [string, string])[] = [
    ['Event', event.id],
    ['Type', `order.${event.type}, version ${event.v}`],
    ['Verdict', verdict === undefined ? 'accepted' : `rejected (${verdict.code}): ${verdict.reason}`],
    ...(event.ref === undefined ? [] : [['Answers', event.ref] as const]),
  ]
  return (
    <details className="mt-1 text-sm">
      <summary className="w-fit cursor-pointer text-base-content/60">Record</summary>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 rounded-box bg-base-200 p-3 font-mono text-xs">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-base-content/60">{name}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
        <dt className="text-base-content/60">Payload</dt>
        <dd className="break-all whitespace-pre-wrap">{JSON.stringify(event.payload, undefined, 1)}</dd>
      </dl>
    </details>
  )
}
