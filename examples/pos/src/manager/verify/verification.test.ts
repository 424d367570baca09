import { expect, test } from 'vitest'
import { describeVerification, type Verification } from './verification.ts'

const whole: Verification = { whole: true, records: 57, sealed_seq: 50, first_bad: null, key_ids: ['k'] }
const bad = (first_bad: Verification['first_bad']): Verification => ({ ...whole, whole: false, first_bad })

test.each<[Verification, string]>([
  [whole, 'The trail is whole: 57 records, sealed up to no. 50.'],
  [{ ...whole, records: 1, sealed_seq: 0 }, 'The trail is whole: 1 record, none is sealed yet.'],
  [
    bad({ kind: 'edited', seq: 12, explanation: 'its hash is another.' }),
    'The trail is not whole. Record no. 12 was changed after it had been recorded: its hash is another.',
  ],
  [
    bad({ kind: 'unheard_of', explanation: 'nobody knows.' }),
    'The trail is not whole. A record is wrong (unheard_of): nobody knows.',
  ],
])('%j', (verification, words) => {
  expect(describeVerification(verification)).toContain(words)
})
