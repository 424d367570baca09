import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { exportPeriod } from '../../src/audit/bundle/export-bundle.ts'
import type { Finding } from '../../src/audit/verify/finding.ts'
import { verifyBundleFile } from '../../src/audit/verify/verify-bundle.ts'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import type { Signer } from '../../src/evidence/signing-key.ts'
import { newestSeal, sealsCovering } from '../../src/ledger/seals.ts'
import { createRandom, seedOf } from '../random.ts'
import { sampleOrder } from '../sample-order.ts'
import type { PythonVerifier } from '../trail/python-verifier.ts'
import { type LedgerFindingKind, ledgerManipulations } from './ledger-breaks.ts'
import type { Expected } from './tampered.ts'

export interface LedgerTrial {
  /** Of a superuser, on the database whose triggers do nothing. */
  readonly client: PoolClient
  readonly tenant: string
  readonly last: number
  readonly signer: Signer
  readonly python: PythonVerifier
  readonly folder: string
  readonly seed: number
}

const entities = new Map([['order', sampleOrder]])
const FAR_MS = Date.UTC(2999, 0)

/** Lets a superuser do what triggers refuse, also those that hold in replicas. */
export async function disarm(client: PoolClient): Promise<void> {
  await client.query(`
    do $$ declare name regclass; begin
      for name in select distinct tgrelid from pg_trigger where not tgisinternal loop
        execute format('alter table %s disable trigger all', name);
      end loop;
    end $$`)
  await client.query('set session_replication_role = replica')
}

/** Manipulates the ledger in one way, verifies it and an export of it, and takes the manipulation back. */
export async function tryOneInLedger(trial: LedgerTrial, kind: LedgerFindingKind, no: number): Promise<string[]> {
  const { client, tenant, last, seed } = trial
  const random = createRandom(seedOf(seed, 'ledger', kind, no))
  const manipulations = ledgerManipulations[kind]
  const at = random.int(manipulations.length)
  const manipulate = manipulations[at]
  if (manipulate === undefined) throw new RangeError(`there is no ${at}`)
  const sealedSeqs = (await sealsCovering(client, tenant, 1, last)).map(({ seq }) => seq)
  await client.query('begin')
  try {
    const expected = await manipulate({ db: client, tenant, last, sealedSeqs }, random)
    const name = `${kind} ${manipulate.name || at} ${no} of seed ${seed}`
    const { first_bad } = await verifyLedger(client, { tenant, entities })
    return [
      ...wrong(`${name}, ledger`, expected, first_bad),
      ...(expected.onlyInLedger ? [] : await inExport(trial, name, kind, expected)),
    ]
  } finally {
    await client.query('rollback')
  }
}

/** An export signs what the ledger has; both verifiers find what is wrong with it. It has no read model to compare. */
async function inExport(
  { client, tenant, signer, python, folder }: LedgerTrial,
  name: string,
  kind: LedgerFindingKind,
  expected: Expected,
): Promise<string[]> {
  if (kind === 'state_not_explained') return []
  const path = join(folder, `${kind}.zip`)
  const exporting = { db: client, signer, seal: () => newestSeal(client, tenant), entities, nowMs: Date.now() }
  const bundle = await exportPeriod(exporting, { tenant, fromMs: 0, toMs: FAR_MS })
  await pipeline(bundle, createWriteStream(path))
  const [ours, theirs] = await Promise.all([verifyBundleFile(path), python.verify(path)])
  await rm(path)
  return [
    ...wrong(`${name}, bundle, docket`, expected, ours.first_bad),
    ...wrong(`${name}, bundle, verify.py`, expected, theirs.first_bad),
  ]
}

function wrong(name: string, expected: Expected, found: Finding | null): string[] {
  const isRight =
    found !== null && found.kind === expected.kind && (expected.seq === undefined || found.seq === expected.seq)
  return isRight ? [] : [`${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`]
}
