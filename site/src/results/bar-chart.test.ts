import { expect, test } from 'vitest'
import { barChart } from './bar-chart.ts'

const lengths = (svg: string): number[] =>
  [...svg.matchAll(/width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width))

test('bars are as long as their values are great, from zero', () => {
  const bars = [100, 50, 0].map((value) => ({ label: 'x', text: `${value}`, value, ours: false }))
  const [longest = 0, half = 0, none] = lengths(barChart('loads', bars))
  expect(half).toBeCloseTo(longest / 2, 0)
  expect(none).toBe(1)
})

test('what it shows can be read aloud, and its texts are escaped', () => {
  const svg = barChart('a < b', [{ label: '<x>', text: '1 & 2', value: 1, ours: true }])
  expect(svg).toContain('role="img" aria-label="a &lt; b"')
  expect(svg).toContain('>&lt;x&gt;</text>')
  expect(svg).toContain('class="ours"')
})
