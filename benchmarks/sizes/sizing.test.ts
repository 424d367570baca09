import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { examplesTable, sizeTable, speedTable } from './sizing-tables.ts'

const page = readFileSync(new URL('../../docs/sizing.md', import.meta.url), 'utf8')

test.each([
  ['what one server serves', speedTable],
  ['what takes how much', sizeTable],
  ['the examples', examplesTable],
])('docs/sizing.md says what the results say: %s', (_, tableOf) => {
  expect(page).toContain(tableOf())
})
