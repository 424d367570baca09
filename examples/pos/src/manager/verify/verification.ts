import * as z from 'zod/mini'

/** What the server found when it checked the tenant's whole trail. */
export const verification = z.object({
  whole: z.boolean(),
  records: z.int(),
  sealed_seq: z.nullable(z.int()),
  first_bad: z.nullable(
    z.object({
      kind: z.string(),
      seq: z.optional(z.nullable(z.int())),
      event_id: z.optional(z.nullable(z.string())),
      file: z.optional(z.nullable(z.string())),
      explanation: z.string(),
    }),
  ),
  key_ids: z.array(z.string()),
})

export type Verification = z.infer<typeof verification>

const KINDS: Readonly<Record<string, string>> = {
  edited: 'was changed after it had been recorded',
  deleted: 'is missing',
  inserted: 'was put in afterwards',
  reordered: 'is not in its place',
  truncated: 'is where the trail breaks off, though there was more',
  forked: 'belongs to another history than the one that was sealed',
  wrong_signature: 'has a seal that does not fit',
  state_not_explained: 'does not explain the state that is shown',
  malformed: 'cannot be read',
}

/** The result in words, for who has to answer for it. */
export function describeVerification({ whole, records, sealed_seq, first_bad }: Verification): string {
  const count = records === 1 ? '1 record' : `${records} records`
  if (whole && first_bad === null) {
    const sealed = sealed_seq === null || sealed_seq === 0 ? 'none is sealed yet' : `sealed up to no. ${sealed_seq}`
    return `The trail is whole: ${count}, ${sealed}. Nothing was changed, taken out, put in or moved.`
  }
  if (first_bad === null) return `The trail is not whole: ${count} were checked.`
  const which = first_bad.seq == null ? 'A record' : `Record no. ${first_bad.seq}`
  const what = KINDS[first_bad.kind] ?? `is wrong (${first_bad.kind})`
  return `The trail is not whole. ${which} ${what}: ${first_bad.explanation}`
}
