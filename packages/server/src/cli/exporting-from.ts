import { systemClock } from '@docket/core'
import type { Exporting } from '../audit/bundle/export-bundle.ts'
import { readSigningKey } from '../config.ts'
import { openExistingSigner } from '../evidence/key-file.ts'
import { sealChain } from '../evidence/seal-chain.ts'
import { commitAlone } from '../evidence/tenant-records.ts'
import { addKey } from '../ledger/keys.ts'
import type { Queryable } from '../ledger/queryable.ts'

type Given = Pick<Exporting, 'entities' | 'nowMs' | 'onProgress'>

/** What an export on the command line needs: it signs with the server's key. @throws SigningKeyError */
export async function exportingFrom(pool: Queryable, dataDir: string, given: Given): Promise<Exporting> {
  const signer = await openExistingSigner(readSigningKey(), dataDir)
  await addKey(pool, signer)
  const sealing = { db: pool, signer, commit: commitAlone(pool), now: () => systemClock.now() }
  return { ...given, db: pool, signer, seal: (tenant) => sealChain(sealing, tenant) }
}
