const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** `890` → `€8.90` */
export function formatMoney(amountMinor: number): string {
  return euros.format(amountMinor / 100)
}

/** `8.9`, `8,90` → `890`; undefined when it is no amount. */
export function parseMoney(text: string): number | undefined {
  const [, whole, fraction = ''] = /^\s*€?\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const amountMinor = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  return amountMinor > 0 ? amountMinor : undefined
}
