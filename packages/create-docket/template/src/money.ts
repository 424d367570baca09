const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** `890` → `€8.90` */
export function formatMoney(amountMinor: number): string {
  return euros.format(amountMinor / 100)
}

export class NotMoneyError extends Error {
  constructor(text: string) {
    super(`“${text}” is no amount, write it like 12.50`)
  }
}

/** `8.9`, `8,90` → `890` @throws NotMoneyError */
export function parseMoney(text: string): number {
  const [, whole, fraction = ''] = /^\s*€?\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*$/.exec(text) ?? []
  const amountMinor = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  if (!(amountMinor > 0)) throw new NotMoneyError(text)
  return amountMinor
}
