import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { contentText } from './content.ts'

const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed())
const commitment = fc.record({ $personal: fc.stringMatching(/^[0-9a-f]{64}$/) })
const content = fc.record({
  tenant_id: text,
  entity_type: text,
  entity_id: text,
  event_id: fc.uuid(),
  event_type: text,
  schema_version: fc.nat(),
  payload: fc.dictionary(text, fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), text, fc.constant(null))),
  occurred_at_ms: fc.maxSafeInteger(),
  skew_ms: fc.option(fc.maxSafeInteger()),
  device_id: text,
  actor_id: fc.option(commitment),
  submitted_by: commitment,
  ref: fc.option(fc.uuid()),
  verdict: fc.constantFrom('accepted' as const, 'rejected' as const),
  reject_code: fc.option(text),
  reject_reason: fc.option(text),
})

test('[AUD2] the text of a content is its canonical JSON', () => {
  fc.assert(
    fc.property(content, (sample) => {
      expect(contentText(sample)).toBe(canonicalJson(sample))
      expect(JSON.parse(contentText(sample))).toEqual(JSON.parse(JSON.stringify(sample)))
    }),
  )
})

test('[AUD2] canonical JSON is as in RFC 8785: numbers, escapes, and the order of UTF-16 code units', () => {
  // The examples of its sections 3.2.2 and 3.2.3.
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  expect(canonicalJson(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
})
