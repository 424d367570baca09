import { escapeText } from './format.ts'

export interface Bar {
  readonly label: string
  /** What stands at its end. */
  readonly text: string
  readonly value: number
  readonly ours: boolean
}

const WIDTH = 720
const LINE = 30
const LETTER = 7.2
const TEXT = 90

/** Bars from zero, as SVG that takes its colours from the page. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value }) => value))
  const labels = Math.max(...bars.map(({ label }) => shortened(label).length)) * LETTER + 12
  const lines = bars.map(({ label, text, value, ours }, index) => {
    const y = index * LINE
    const length = longest > 0 ? Math.max(1, (value / longest) * (WIDTH - labels - TEXT)) : 1
    const middle = `y="${y + LINE / 2}" dominant-baseline="central"`
    return [
      `<text x="${(labels - 12).toFixed(1)}" ${middle} text-anchor="end">${escapeText(shortened(label))}</text>`,
      `<rect x="${labels.toFixed(1)}" y="${y + 6}" width="${length.toFixed(1)}" height="${LINE - 12}" rx="2" class="${ours ? 'ours' : 'other'}" />`,
      `<text x="${(labels + length + 8).toFixed(1)}" ${middle} class="value">${escapeText(text)}</text>`,
    ].join('')
  })
  const box = `viewBox="0 0 ${WIDTH} ${bars.length * LINE}"`
  const svg = `<svg class="bars" ${box} role="img" aria-label="${escapeText(title)}">${lines.join('')}</svg>`
  return `<div class="chart">${svg}</div>`
}

function shortened(label: string): string {
  return label.length > 38 ? `${label.slice(0, 37)}…` : label
}
