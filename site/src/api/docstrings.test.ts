import { describe, expect, test } from 'vitest'
import { publicEntries } from '../../test/public-entries.ts'
import { docstringMarkdown } from './docstring.ts'
import { entries } from './entries.ts'
import { readExports } from './read-exports.ts'

/** A first paragraph that ends as a sentence does. */
const SENTENCE = /^[^@\s].{12,}?[.?!:](?:\s|$)/s

describe.each(entries)('$name', ({ index }) => {
  const exported = readExports(index)

  test('exports something', () => expect(exported.length).toBeGreaterThan(0))

  test('says in a sentence what each export is', () => {
    const silent = exported.filter(({ docstring }) => !SENTENCE.test(docstring))
    expect(silent.map(({ name, file, docstring }) => `${name} (${file}): ${docstring}`)).toEqual([])
  })

  test('uses no tag that the reference does not know', () => {
    for (const { docstring } of exported) expect(() => docstringMarkdown(docstring)).not.toThrow()
  })
})

test('describes every entry of every published package', () => {
  expect(entries.map(({ name, index }) => `${name} ${index}`).sort()).toEqual(publicEntries().sort())
})
