import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { linkText } from './link.ts'

const hash = fc.stringMatching(/^[0-9a-f]{64}$/)

test('[AUD2] the text of a link is its canonical JSON', () => {
  const link = fc.record({
    content: hash,
    entity_previous: hash,
    previous: hash,
    recorded_at_ms: fc.maxSafeInteger(),
    seq: fc.integer({ min: 1 }),
  })
  fc.assert(
    fc.property(link, (sample) => {
      expect(linkText(sample)).toBe(canonicalJson(sample))
    }),
  )
})
