import { NOTHING } from '../chain/link.ts'
import { type Seal, sealHash, sealText } from '../chain/seal.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { chainHead, insertSeal, newestSeal } from '../ledger/seals.ts'
import type { Signer } from './signing-key.ts'
import { type Commit, commitTenantRecord } from './tenant-records.ts'

export interface Sealing {
  readonly db: Queryable
  readonly signer: Signer
  readonly commit: Commit
  readonly now: () => number
}

/** Whoever signs, in the tenant's own records. */
const SERVER = 'docket'

/**
 * Seals the tenant's chain where it ends now, and returns the seal: the newest one, when nothing was committed since.
 * Undefined when the tenant has no records. A change of the key is recorded first.
 */
export async function sealChain(sealing: Sealing, tenant: string): Promise<Seal | undefined> {
  const { db, signer, commit, now } = sealing
  let isChangeRecorded = false
  for (;;) {
    const newest = await newestSeal(db, tenant)
    const end = await chainHead(db, tenant)
    if (end === undefined || newest?.seq === end.seq) return newest
    if (newest !== undefined && newest.key_id !== signer.keyId && !isChangeRecorded) {
      const payload = { from: newest.key_id, to: signer.keyId, public_key: signer.publicKey.toString('base64') }
      await commitTenantRecord(commit, { tenant, type: 'key_changed', payload, by: SERVER, at: now() })
      isChangeRecorded = true
      continue
    }
    const head = {
      tenant_id: tenant,
      seq: end.seq,
      head: end.head,
      sealed_at_ms: now(),
      previous: newest === undefined ? NOTHING : sealHash(newest),
      key_id: signer.keyId,
    }
    const seal = { ...head, signature: signer.sign(sealText(head)) }
    if (await insertSeal(db, seal)) return seal
  }
}
