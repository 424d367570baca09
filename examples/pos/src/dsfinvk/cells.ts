/** 1250 → `12,50` */
export function amount(minor: number): string {
  return decimal(minor / 100, 2)
}

export function decimal(value: number, places: number): string {
  return value.toFixed(places).replace('.', ',')
}

export function time(ms: number): string {
  return new Date(ms).toISOString()
}

/**
 * A text that somebody typed or a device sent. Spreadsheets run one that begins like a formula, so it gets an apostrophe
 * in front.
 */
export function text(value: string, maxLength: number): string {
  const short = value.slice(0, maxLength)
  return /^[=+\-@\t\r]/.test(short) ? `'${short}` : short
}

const PAYMENTS = {
  card: { ZAHLART_TYP: 'Unbar', ZAHLART_NAME: 'Card' },
  cash: { ZAHLART_TYP: 'Bar', ZAHLART_NAME: 'Cash' },
} as const

export function paymentCells(method: string): { readonly ZAHLART_TYP: string; readonly ZAHLART_NAME: string } {
  return method === 'card' || method === 'cash' ? PAYMENTS[method] : { ZAHLART_TYP: 'Unbar', ZAHLART_NAME: 'Unknown' }
}
