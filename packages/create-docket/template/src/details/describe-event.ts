import type { EventRecord } from '@docket/core'
import { formatMoney } from '../money.ts'

/** What somebody did, to be put after their name. */
export function describeEvent({ type, payload }: Pick<EventRecord, 'type' | 'payload'>): string {
  const { what, amount_minor, reason } = payload
  const amount = typeof amount_minor === 'number' ? formatMoney(amount_minor) : ''
  switch (type) {
    case 'claimed':
      return `claimed ${amount} for “${what}”`
    case 'amount_corrected':
      return `corrected the amount to ${amount}`
    case 'approved':
      return `approved ${amount}`
    case 'paid':
      return 'paid it'
    case 'withdrawn':
      return 'withdrew it'
    case '$resolved':
      return `settled what was not accepted (${reason})`
    default:
      return type
  }
}
