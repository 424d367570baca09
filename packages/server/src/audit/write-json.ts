import type { AuditTrail } from './audit-trail.ts'

/** One JSON document: the header's fields, and `events`. */
export async function* writeJson({ header, events }: AuditTrail): AsyncGenerator<string> {
  yield `${JSON.stringify(header).slice(0, -1)},"events":[`
  let separator = '\n'
  for await (const event of events) {
    yield separator + JSON.stringify(event)
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** JSON lines: the header first, then an event a line. */
export async function* writeNdjson({ header, events }: AuditTrail): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`
  for await (const event of events) yield `${JSON.stringify(event)}\n`
}
