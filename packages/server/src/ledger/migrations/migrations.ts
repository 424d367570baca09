import type { Migration } from 'kysely/migration'
import { ledger } from './0001-ledger.ts'
import { snapshots } from './0002-snapshots.ts'
import { chainedLedger } from './0003-chain.ts'
import { seals } from './0004-seals.ts'
import { applicationRole } from './0005-application-role.ts'
import { archive } from './0006-archive.ts'
import { checkpoints } from './0007-checkpoints.ts'
import { eventCounts } from './0008-event-counts.ts'
import { idempotencyKeys } from './0009-idempotency-keys.ts'
import { projections } from './0010-projections.ts'
import { upstream } from './0011-upstream.ts'

/** All changes of the schema in order. One that was released is never changed; add another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-ledger': ledger,
  '0002-snapshots': snapshots,
  '0003-chain': chainedLedger,
  '0004-seals': seals,
  '0005-application-role': applicationRole,
  '0006-archive': archive,
  '0007-checkpoints': checkpoints,
  '0008-event-counts': eventCounts,
  '0009-idempotency-keys': idempotencyKeys,
  '0010-projections': projections,
  '0011-upstream': upstream,
}
