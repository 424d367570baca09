import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DocketError } from '@docket/core'
import { type Exporting, exportPeriod } from '../audit/bundle/export-bundle.ts'
import { verifyBundleFile } from '../audit/verify/verify-bundle.ts'
import { TENANT_RECORDS, tenantCommit } from '../evidence/tenant-records.ts'
import { snapshotDocument } from '../hocuspocus/snapshot-document.ts'
import {
  archiveMonth,
  documentsIn,
  type LedgerMonth,
  monthsBefore,
  type TenantMonth,
  tenantsIn,
} from '../ledger/archive.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { inTransaction, type TransactionPool } from '../ledger/in-transaction.ts'

export interface Archiving extends Exporting {
  readonly pool: TransactionPool
  /** Where the bundles go: a folder. */
  readonly folder: string
  /** Who archives. */
  readonly by: string
}

/** A bundle of a month. */
export interface ArchiveFile extends TenantMonth {
  readonly month: string
  readonly file: string
  /** Of the file, hexadecimal. */
  readonly sha256: string
}

export class ArchiveError extends DocketError {
  constructor(month: string, tenant: string, why: string) {
    super('archive_failed', `${month} of ${tenant} was not archived, and neither was anything after it: ${why}`)
  }
}

/**
 * Takes whole months that ended before a time out of the ledger, the oldest first. Each is exported for each tenant, the
 * bundle is flushed and verified, and only then its table is detached, with a record in each tenant's chain; the table
 * stays beside the ledger until somebody drops it. Numbers have no gap: the rest of the ledger begins where the archive
 * ends.
 *
 * @throws ArchiveError
 */
export async function archiveMonths(archiving: Archiving, beforeMs: number): Promise<ArchiveFile[]> {
  await mkdir(archiving.folder, { recursive: true })
  const files: ArchiveFile[] = []
  for (const month of await monthsBefore(archiving.db, beforeMs)) {
    const ofMonth: ArchiveFile[] = []
    for (const tenant of await tenantsIn(archiving.db, month)) ofMonth.push(await exportMonth(archiving, month, tenant))
    await detach(archiving, month, ofMonth)
    files.push(...ofMonth)
  }
  return files
}

async function exportMonth(archiving: Archiving, month: LedgerMonth, tenantMonth: TenantMonth): Promise<ArchiveFile> {
  const { db, folder } = archiving
  const { tenant, firstSeq, lastSeq, records } = tenantMonth
  const name = month.month.slice(0, 7)
  if (lastSeq - firstSeq + 1 !== records) {
    throw new ArchiveError(name, tenant, "its numbers are not one range, because the database's clock was set back")
  }
  const file = join(folder, `${tenant}-${name}-audit.zip`)
  const draft = `${file}.partial`
  await pipeline(
    await exportPeriod(archiving, { tenant, fromMs: month.fromMs, toMs: month.toMs }),
    createWriteStream(draft, { mode: 0o600 }),
  )
  await flush(draft)
  const { whole, first_bad, records: found } = await verifyBundleFile(draft)
  if (!whole) throw new ArchiveError(name, tenant, `its bundle is not whole (${first_bad?.explanation ?? ''})`)
  if (found !== records) throw new ArchiveError(name, tenant, `its bundle has ${found} of ${records} records`)
  await rename(draft, file)
  // Later, documents are compared with the ledger from their snapshots on.
  for (const document of await documentsIn(db, month, tenant)) {
    if (document.entity !== TENANT_RECORDS) await snapshotDocument(db, document)
  }
  return { ...tenantMonth, month: name, file, sha256: await hashOf(file) }
}

async function detach(
  { pool, by, nowMs }: Archiving,
  month: LedgerMonth,
  files: readonly ArchiveFile[],
): Promise<void> {
  await inTransaction(pool, async (db) => {
    await archiveMonth(db, month)
    const records = files.map(({ tenant, month: name, firstSeq, lastSeq, records, head, sha256 }) =>
      tenantCommit({
        tenant,
        type: 'archived',
        payload: { month: name, first_seq: firstSeq, last_seq: lastSeq, records, head, sha256 },
        by,
        at: nowMs,
      }),
    )
    await commitGroup(db, records)
  })
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
