import type { HistoryEntry } from '@docket/core'
import { type ReactNode, useState } from 'react'
import { showValue } from './show-value.ts'
import { effectText, isoTime, signedMs } from './texts.ts'

/** All that an event says of itself, and what became of it. */
export function EventDetail({ entry }: { readonly entry: HistoryEntry }): ReactNode {
  const { event, effect, saveState } = entry
  const [isPayloadShown, showPayload] = useState(false)
  return (
    <section aria-label="Event">
      <h3>
        {event.type} <span className="dd-muted">v{event.v}</span>{' '}
        <span className="dd-chip" data-save-state={saveState}>
          {saveState}
        </span>
      </h3>
      {effect.kind !== 'applied' && (
        <p className="dd-remark" data-effect={effect.kind}>
          {effectText(effect)}
        </p>
      )}
      <dl>
        <Fact name="by">{event.by ?? 'nobody'}</Fact>
        <Fact name="device">{event.device}</Fact>
        <Fact name="at">{isoTime(event.at)}</Fact>
        <Fact name="skew">{event.skew === undefined ? 'unknown' : signedMs(event.skew)}</Fact>
        <Fact name="id">{event.id}</Fact>
        {event.ref !== undefined && <Fact name="ref">{event.ref}</Fact>}
      </dl>
      <button type="button" aria-expanded={isPayloadShown} onClick={() => showPayload(!isPayloadShown)}>
        Payload
      </button>
      {isPayloadShown && <pre>{showValue(event.payload)}</pre>}
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: string }): ReactNode {
  return (
    <>
      <dt className="dd-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
