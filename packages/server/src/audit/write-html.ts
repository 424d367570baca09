import { html, raw } from 'hono/html'
import type { AuditEvent } from './audit-event.ts'
import type { AuditTrail } from './audit-trail.ts'
import { AUDIT_STYLE } from './html-style.ts'

/** Later than this after it happened, an event was recorded by a device that had been offline. */
const OFFLINE_MS = 5_000

type Markup = ReturnType<typeof html>

/** A page of its own, without scripts and without anything from elsewhere; prints on A4. All data is escaped. */
export function writeHtml(trail: AuditTrail): AsyncGenerator<string> {
  const { entity_type, entity_id } = trail.header
  return htmlPage(`Audit trail: ${entity_type} ${entity_id}`, [trail])
}

/** The trails of several documents on one page. */
export async function* htmlPage(
  title: string,
  trails: AsyncIterable<AuditTrail> | Iterable<AuditTrail>,
): AsyncGenerator<string> {
  yield String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(AUDIT_STYLE)}</style>
</head>
<body>
`,
  )
  for await (const trail of trails) yield* section(trail)
  yield '</body>\n</html>\n'
}

async function* section({ header, events }: AuditTrail): AsyncGenerator<string> {
  const { tenant, entity_type, entity_id, exported_at, seq, state } = header
  yield String(
    await html`<section>
<h1>Audit trail: ${entity_type} ${entity_id}</h1>
<p>Tenant ${tenant} · up to event no. ${seq} · exported ${time(exported_at)}</p>
<h2>State</h2>
<pre>${JSON.stringify(state, undefined, 2)}</pre>
<h2>Events</h2>
<p>In the order in which they happened, which is the order that makes the state. All times are UTC. The time by the
device's clock is as the device said it; next to it, how far that clock was estimated to be off. A bar at the left marks what was recorded without a connection.</p>
<table>
<thead><tr>
<th>No.</th><th>Happened, by the device's clock</th><th>Recorded by the server</th><th>Who</th><th>What</th><th>Outcome, before → after</th>
</tr></thead>
<tbody>
`,
  )
  for await (const event of events) yield String(await row(event))
  yield '</tbody>\n</table>\n</section>\n'
}

function row(event: AuditEvent): Markup {
  const { kind, text } = outcome(event)
  return html`<tr class="${isOffline(event) ? `${kind} offline` : kind}">
<td>${event.seq}</td>
<td>${time(event.occurred_at)}${clockNote(event)}</td>
<td>${time(event.recorded_at)}<br>${delayNote(event)}</td>
<td>${event.actor_id ?? 'nobody'}<br><small>on ${event.device_id}${submitter(event)}</small></td>
<td><b>${event.event_type}</b>${answers(event)}<pre>${JSON.stringify(event.payload, undefined, 1)}</pre><small>${event.event_id}, version ${event.schema_version}</small></td>
<td>${text}${changes(event)}</td>
</tr>
`
}

/** Before and after. */
function changes({ changes: all = [] }: AuditEvent): Markup | string {
  if (all.length === 0) return ''
  return html`<ul class="changes">${all.map(({ path, before, after }) => html`<li><code>${path === '' ? 'state' : path}</code>: ${before === undefined ? '' : html`<del>${JSON.stringify(before)}</del> → `}${after === undefined ? 'removed' : html`<ins>${JSON.stringify(after)}</ins>`}</li>`)}</ul>`
}

function outcome(event: AuditEvent): { kind: string; text: Markup | string } {
  if (event.verdict === 'rejected') {
    return { kind: 'rejected', text: html`<b>Rejected</b> (${event.reject_code}): ${event.reject_reason}` }
  }
  switch (event.effect) {
    case 'no_effect':
      return { kind: 'no-effect', text: html`<b>No effect</b>: ${event.reason}` }
    case 'not_understood':
      return { kind: 'no-effect', text: html`<b>Not understood</b>: ${event.reason}` }
    case 'noted':
      return { kind: 'noted', text: 'Noted' }
    case 'applied':
      return { kind: 'applied', text: 'Applied' }
    default:
      return { kind: 'accepted', text: 'Accepted' }
  }
}

function delayOf({ occurred_at_ms, skew_ms, recorded_at }: AuditEvent): number {
  return Date.parse(recorded_at) - (occurred_at_ms - (skew_ms ?? 0))
}

function isOffline(event: AuditEvent): boolean {
  return delayOf(event) > OFFLINE_MS
}

function delayNote(event: AuditEvent): Markup {
  const delayMs = delayOf(event)
  const offline = isOffline(event) ? html` <b>offline</b>` : ''
  return html`<small>${delayMs < 0 ? 'before it happened' : `${duration(delayMs)} later`}</small>${offline}`
}

function clockNote({ skew_ms }: AuditEvent): Markup | string {
  if (skew_ms === null || Math.abs(skew_ms) < 1_000) return ''
  return html`<br><small>clock ${duration(Math.abs(skew_ms))} ${skew_ms > 0 ? 'ahead' : 'behind'}</small>`
}

function submitter({ submitted_by, device_id, actor_id }: AuditEvent): string {
  return submitted_by === device_id || submitted_by === actor_id ? '' : `, sent by ${submitted_by}`
}

function answers({ ref }: AuditEvent): Markup | string {
  return ref === null ? '' : html`<br><small>answers ${ref}</small>`
}

function time(rfc3339: string): string {
  return rfc3339.replace('T', ' ').replace('Z', '')
}

function duration(ms: number): string {
  const seconds = ms / 1_000
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}
