import type { Pool } from 'pg'
import { Fold } from '../../src/audit/fold.ts'
import { type Sealing, sealChain } from '../../src/evidence/seal-chain.ts'
import { createSigner } from '../../src/evidence/signing-key.ts'
import { commitAlone } from '../../src/evidence/tenant-records.ts'
import { commitGroup } from '../../src/ledger/commit-group.ts'
import type { LedgerEvent } from '../../src/ledger/event-row.ts'
import { addKey } from '../../src/ledger/keys.ts'
import { sampleCommit } from '../sample-commits.ts'
import { sampleOrder } from '../sample-order.ts'

/** Signs what the ledger of a test has. */
export async function testSealing(db: Pool): Promise<Sealing> {
  const signer = createSigner(Buffer.alloc(32, 7).toString('base64'), 'the test')
  await addKey(db, signer)
  return { db, signer, commit: commitAlone(db), now: () => Date.now() }
}

/** Commits these events in their order, with read models, and seals the chain after each group. */
export async function fillLedger(
  sealing: Sealing,
  tenant: string,
  events: readonly LedgerEvent[],
  groupSize: number,
): Promise<void> {
  const known = new Map<string, LedgerEvent[]>()
  for (let start = 0; start < events.length; start += groupSize) {
    const commits = events.slice(start, start + groupSize).map((entry) => {
      const { entityId, event, rejection, submittedBy } = entry
      const all = [...(known.get(entityId) ?? []), entry].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))
      known.set(entityId, all)
      const fold = new Fold(sampleOrder)
      for (const one of all) fold.add(one)
      return sampleCommit(
        { tenant, entity: 'order', id: entityId },
        {
          events: [{ event, rejection, submittedBy, personal: ['guest'] }],
          readModel: { state: fold.state, summary: sampleOrder.summary(fold.state) },
        },
      )
    })
    await commitGroup(sealing.db, commits)
    await sealChain(sealing, tenant)
  }
}
