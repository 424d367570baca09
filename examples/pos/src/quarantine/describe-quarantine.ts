import type { QuarantinedDocument } from '@docket/core'
import { tableLabel } from '../order/labels.ts'
import { created } from '../order/order-payloads.ts'

export interface QuarantineDescription {
  readonly title: string
  readonly why: string
}

const REASONS: Readonly<Record<string, string>> = {
  document_full: 'the order has as many changes as the server takes; open a new one',
  update_too_large: 'it was more than the server takes at once',
  event_too_large: 'one of them is larger than the server takes',
}
const DAMAGED = 'something in this till’s copy of the order was damaged, so the server took nothing of it'

/** What a waiter should know of changes that are kept aside. `table` is what the order itself says. */
export function describeQuarantine(entry: QuarantinedDocument, table: number | null): QuarantineDescription {
  const count = entry.events.length + entry.malformed.length
  const again = entry.events.find(({ refusal }) => refusal !== undefined)?.refusal
  const kept = count === 1 ? '1 change is kept aside' : `${count} changes are kept aside`
  const why = again === undefined ? (REASONS[entry.code] ?? DAMAGED) : `the server refused it again: ${again.reason}`
  return {
    title: `${tableLabel(table ?? tableOf(entry))}: ${kept} on this till`,
    why: `Not on the server, because ${why}.`,
  }
}

/** Is anything left that the server has not refused by itself? */
export function isRecordable({ events }: QuarantinedDocument): boolean {
  return events.some(({ refusal }) => refusal === undefined)
}

/** The server may have nothing of the order, not even its beginning. */
function tableOf({ events }: QuarantinedDocument): number | null {
  const opening = events.find(({ event }) => event.type === 'created')
  return created.safeParse(opening?.event.payload).data?.table_number ?? null
}
