import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../chain/canonical-json.ts'
import { jsonPatch } from './json-patch.ts'
import { applyPatch } from './verify/apply-patch.ts'

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, 'a', ''),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b/c', 'd~e', ''), tie('value'), { maxKeys: 3 }),
  ),
})).value

test('[AUD7] a patch leads from any state to any other', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const copy: unknown = JSON.parse(JSON.stringify(before))
      const patch: unknown = JSON.parse(JSON.stringify(jsonPatch(before, after)))
      expect(Array.isArray(patch) && canonicalJson(applyPatch(copy, patch))).toBe(canonicalJson(after))
    }),
    { numRuns: 2_000 },
  )
})
