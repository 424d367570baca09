import { type Difference, differencesOf } from '@docket/core'
import { type ReactNode, useMemo } from 'react'
import { oneLine, showValue } from './show-value.ts'

/** A document's state after an event, and what the event changed in it. */
export function StateView({ before, after }: { readonly before: unknown; readonly after: unknown }): ReactNode {
  const differences = useMemo(() => differencesOf(before, after), [before, after])
  const text = useMemo(() => showValue(after), [after])
  return (
    <>
      <section aria-label="Difference">
        <h3>What it changed</h3>
        {differences.length === 0 && <p className="dd-muted">Nothing in the state.</p>}
        <ul>
          {differences.slice(0, MAX_DIFFERENCES).map((difference) => (
            <DifferenceLine key={difference.path} difference={difference} />
          ))}
        </ul>
        {differences.length > MAX_DIFFERENCES && (
          <p className="dd-muted">and {differences.length - MAX_DIFFERENCES} more</p>
        )}
      </section>
      <section aria-label="State">
        <h3>State</h3>
        <pre>{text}</pre>
      </section>
    </>
  )
}

const MAX_DIFFERENCES = 100

function DifferenceLine({ difference }: { readonly difference: Difference }): ReactNode {
  const { path, kind, before, after } = difference
  return (
    <li data-difference={kind}>
      <span className="dd-path">{path}</span> {kind !== 'added' && <del>{oneLine(before)}</del>}
      {kind === 'changed' && ' → '}
      {kind !== 'removed' && <ins>{oneLine(after)}</ins>}
    </li>
  )
}
