import type { ReactNode } from 'react'
import type { Closed, Sums, Tally } from '../../closing/closing-payload.ts'
import { formatDay } from '../../lib/day.ts'
import { formatMinor } from '../../lib/money.ts'

const PAYMENTS: Readonly<Record<string, string>> = { card: 'By card', cash: 'In cash', unknown: 'It is not known how' }

/** What a period came to, as a strip of paper would say it. */
export function ClosingReport({ closed }: { readonly closed: Closed }): ReactNode {
  const { number, business_day, from_seq, to_seq, paid, voided, open, events, rejected } = closed
  return (
    <article aria-label="Totals" data-testid="report" className="rounded-box border border-base-300 bg-base-100">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-base-300 px-5 py-4">
        <h2 className="text-lg font-bold">{`Closing no. ${number}, ${formatDay(business_day)}`}</h2>
        <p className="text-sm text-base-content/70 tabular-nums">
          {`Events no. ${from_seq} to ${to_seq}: ${events} of orders, ${rejected} rejected`}
        </p>
      </header>
      <dl className="px-5 py-2">
        <Line name="Paid" note={tallyNote(paid)} minor={paid.total_minor} testId="total-paid" isStrong />
        <Part sums={closed.payments} label={(name) => PAYMENTS[name] ?? name} />
        <Part sums={closed.categories} label={(name) => name} />
        <Line
          name="Of this, corrections"
          note="by events that came after an earlier closing"
          minor={closed.corrections_minor}
          testId="total-corrections"
        />
        <Line name="Voided" note={tallyNote(voided)} minor={voided.total_minor} testId="total-voided" />
        <Line name="Still open" note={tallyNote(open)} minor={open.total_minor} testId="total-open" />
      </dl>
      <dl className="rounded-b-box border-t border-base-300 bg-base-200 px-5 py-3">
        <Line
          name="Grand total"
          note="of all closings"
          minor={closed.grand_total_minor}
          testId="grand-total"
          isStrong
        />
      </dl>
    </article>
  )
}

function Part({ sums, label }: { sums: Sums; label: (name: string) => string }): ReactNode {
  // The ledger keeps no order of names.
  const names = Object.keys(sums).sort()
  if (names.length === 0) return null
  return (
    <div className="mb-2 border-b border-base-300 pb-2">
      {names.map((name) => (
        <Line key={name} name={label(name)} minor={sums[name] ?? 0} />
      ))}
    </div>
  )
}

interface LineProps {
  name: string
  note?: string
  minor: number
  testId?: string
  isStrong?: boolean
}

function Line({ name, note, minor, testId, isStrong = false }: LineProps): ReactNode {
  return (
    <div className={`flex items-baseline gap-3 py-1 ${isStrong ? 'text-lg font-bold' : ''}`}>
      <dt className="flex-1">
        {name}
        {note !== undefined && <span className="ml-2 text-sm font-normal text-base-content/70">{note}</span>}
      </dt>
      <dd data-testid={testId} className="tabular-nums">
        {formatMinor(minor)}
      </dd>
    </div>
  )
}

function tallyNote({ orders }: Tally): string {
  return orders === 1 ? '1 order' : `${orders} orders`
}
