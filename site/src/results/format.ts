import type { Row } from '../../../benchmarks/lib/report.ts'

export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

export function formatValue({ value, unit }: Pick<Row, 'value' | 'unit'>): string {
  return unit === '1/s' ? `${formatNumber(value)}/s` : `${formatNumber(value)} ${unit}`.trim()
}

export function formatDate(at: string): string {
  return `${at.slice(0, 10)}, ${at.slice(11, 16)} UTC`
}

/** Text as it may stand in HTML and in a cell of a Markdown table. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('|', '\\|')
}
