import { asText, type Difference } from '@docket/core'
import * as z from 'zod/mini'
import { formatTimeWithSeconds } from '../lib/clock.ts'
import { formatMinor } from '../lib/money.ts'
import { staffName } from '../session/staff.ts'
import { type ItemNames, itemName } from '../timeline/item-names.ts'
import { statusLabel } from '../ui/status-badge.tsx'

const item = z.object({ name: z.string(), quantity: z.number(), price_minor: z.number() })
const status = z.enum(['open', 'fired', 'served', 'paid', 'void'])

/** Where two states of an order differ, in words. What it does not know is shown as it is. */
export function describeDifference({ path, kind, before, after }: Difference, names: ItemNames): string {
  const [, itemId, field] = /^items\[(.+)\](?:\.(\w+))?$/.exec(path) ?? []
  if (itemId !== undefined && field === undefined) {
    const { data } = item.safeParse(kind === 'removed' ? before : after)
    if (data !== undefined) return `${kind === 'removed' ? '−' : '+'} ${describeItem(data)}`
  }
  if (field === 'quantity') return `${itemName(names, itemId)}: ${asText(before)} → ${asText(after)}`
  const inKitchen = /^kitchen\.(.+)$/.exec(path)?.[1]
  if (inKitchen !== undefined) return `${itemName(names, inKitchen)}: ${kitchenText(after)}`
  if (path === 'status') return `Status: ${statusText(before)} → ${statusText(after)}`
  if (path === 'table_number') return `Table: ${valueText(before)} → ${valueText(after)}`
  if (path === 'opened_by') return `Opened by: ${personText(before)} → ${personText(after)}`
  if (path === 'opened_at') return `Opened at: ${timeText(before)} → ${timeText(after)}`
  if (path === 'fired_at') return `Last sent to the kitchen: ${timeText(before)} → ${timeText(after)}`
  if (path === 'archived') return after === true ? 'The table is clear' : 'The table is not clear'
  return `${path}: ${valueText(before)} → ${valueText(after)}`
}

function describeItem({ name, quantity, price_minor }: z.infer<typeof item>): string {
  return `${quantity} × ${name}, ${formatMinor(quantity * price_minor)}`
}

function kitchenText(reached: unknown): string {
  return reached === 'sent' ? 'in the kitchen' : reached === 'served' ? 'served' : 'not in the kitchen'
}

function statusText(value: unknown): string {
  const { data } = status.safeParse(value)
  return data === undefined ? asText(value) : statusLabel(data)
}

function personText(value: unknown): string {
  return typeof value === 'string' ? staffName(value) : '–'
}

function timeText(value: unknown): string {
  return typeof value === 'number' ? formatTimeWithSeconds(value) : '–'
}

function valueText(value: unknown): string {
  return value === null || value === undefined ? '–' : asText(value)
}
