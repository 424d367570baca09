const CURRENCY = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** An amount of minor units (cents), for people: 1250 → €12.50. */
export function formatMinor(amountMinor: number): string {
  return CURRENCY.format(amountMinor / 100)
}
