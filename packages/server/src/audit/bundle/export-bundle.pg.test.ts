import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accepted, sampleCommit, sampleEvent } from '../../../test/sample-commits.ts'
import { sampleOrder } from '../../../test/sample-order.ts'
import { fillLedger, testSealing } from '../../../test/trail/fill-ledger.ts'
import { type PythonVerifier, startPythonVerifier } from '../../../test/trail/python-verifier.ts'
import { sampleTrail } from '../../../test/trail/sample-trail.ts'
import { type Sealing, sealChain } from '../../evidence/seal-chain.ts'
import { commitGroup } from '../../ledger/commit-group.ts'
import { migrate } from '../../ledger/migrate.ts'
import { createPool } from '../../ledger/pool.ts'
import { readWhole } from '../verify/bundle-files.ts'
import type { Verification } from '../verify/finding.ts'
import { openZip } from '../verify/open-zip.ts'
import { verifyBundleFile } from '../verify/verify-bundle.ts'
import { verifyLedger } from '../verify/verify-ledger.ts'
import { type Exporting, exportEntity, exportPeriod } from './export-bundle.ts'

const { url } = await createTestDatabase()
const trail = sampleTrail(3, 2_500, 100)
const entities = new Map([['order', sampleOrder]])
let pool: Pool
let sealing: Sealing
let exporting: Exporting
let folder: string
let python: PythonVerifier

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  sealing = await testSealing(pool)
  exporting = {
    db: pool,
    signer: sealing.signer,
    seal: (tenant) => sealChain(sealing, tenant),
    entities,
    nowMs: Date.now(),
  }
  await fillLedger(sealing, 'demo', trail.events, 250)
  folder = await mkdtemp(join(tmpdir(), 'docket-export-'))
  python = await startPythonVerifier(['--key', sealing.signer.publicKey.toString('base64')])
})
afterAll(async () => {
  await python.stop()
  await rm(folder, { recursive: true })
  await pool.end()
})

async function bothOn(bundle: Readable | undefined): Promise<Verification> {
  if (bundle === undefined) throw new Error('no bundle')
  const path = join(folder, 'bundle.zip')
  await pipeline(bundle, createWriteStream(path))
  const ours = await verifyBundleFile(path, { keys: [sealing.signer.publicKey.toString('base64')] })
  expect(await python.verify(path)).toEqual(ours)
  return ours
}

async function filesOf(): Promise<Record<string, string>> {
  const zip = await openZip(join(folder, 'bundle.zip'))
  const files: Record<string, string> = {}
  for (const name of zip.names) files[name] = (await readWhole(zip, name)).toString('utf8')
  zip.close()
  return files
}

const FAR_MS = Date.UTC(2999, 0)

test('[AUD7] a bundle of all time is whole, and explains all states', async () => {
  const written: number[] = []
  const onProgress = (records: number): void => void written.push(records)
  const bundle = await exportPeriod({ ...exporting, onProgress }, { tenant: 'demo', fromMs: 0, toMs: FAR_MS })
  expect(await bothOn(bundle)).toEqual({
    whole: true,
    records: 2_500,
    sealed_seq: 2_500,
    first_bad: null,
    key_ids: [sealing.signer.keyId],
  })
  expect(written).toEqual([1_000, 2_000, 2_500])
  const { 'manifest.json': manifest = '', 'records.csv': csv = '' } = await filesOf()
  const documents = new Set(trail.events.map(({ entityId }) => entityId)).size
  expect(JSON.parse(manifest)).toMatchObject({ kind: 'period', documents, gaps: 0, first_seq: 1, last_seq: 2_500 })
  expect(csv.split('\r\n')).toHaveLength(2_502)
})

test('[AUD7] a bundle of some time has just its records, and links up to the next seal', async () => {
  const { rows } = await pool.query<{ seq: string; ms: string }>(
    `select min(seq) as seq, (extract(epoch from recorded_at) * 1000)::bigint as ms from docket.audit_events
     group by recorded_at order by 1`,
  )
  const [first, end] = [rows[2], rows[5]]
  const [fromMs, toMs] = [Number(first?.ms), Number(end?.ms)]
  const bundle = await exportPeriod(exporting, { tenant: 'demo', fromMs, toMs })
  expect(await bothOn(bundle)).toMatchObject({ whole: true, records: Number(end?.seq) - Number(first?.seq) })
  expect(await bothOn(await exportPeriod(exporting, { tenant: 'demo', fromMs: 0, toMs: 1 }))).toMatchObject({
    whole: true,
    records: 0,
  })
  expect(await bothOn(await exportPeriod(exporting, { tenant: 'nobody', fromMs: 0, toMs: 1 }))).toMatchObject({
    whole: true,
    records: 0,
  })
})

test('[AUD7] a bundle of an entity has the documents that it is linked to, and proves that nothing follows', async () => {
  const moved = sampleEvent({ type: 'item_added', payload: { name: 'soup', from: { order: 'o-7' } } })
  const other = trail.events.find(({ entityId }) => entityId === 'o-9')
  const answer = sampleEvent({ type: 'paid', payload: {}, ...(other && { ref: other.event.id }) })
  const address = { tenant: 'demo', entity: 'order', id: 'o-11' }
  await commitGroup(pool, [sampleCommit(address, { events: [moved, answer].map((event) => accepted(event)) })])
  const key = { tenant: 'demo', entityType: 'order', entityId: 'o-11' }
  const result = await bothOn(await exportEntity(exporting, key))
  const own = trail.events.filter(({ entityId }) => ['o-7', 'o-9', 'o-11'].includes(entityId)).length
  expect(result).toMatchObject({ whole: true, records: own + 2, sealed_seq: 2_502 })
  const { 'manifest.json': manifest = '', 'report.html': html = '' } = await filesOf()
  expect(JSON.parse(manifest)).toMatchObject({ documents: 3, filter: { linked: ['order/o-7', 'order/o-9'] } })
  expect(html.match(/<h1>Audit trail: order o-/g)).toHaveLength(3)
  expect(html).toContain('<code>/items/')
  expect(await exportEntity(exporting, { ...key, entityId: 'nothing' })).toBeUndefined()
})

test('[AUD8] the ledger itself is whole', async () => {
  expect(await verifyLedger(pool, { tenant: 'demo' })).toMatchObject({ whole: true, first_bad: null, records: 2_502 })
  expect(await verifyLedger(pool, { tenant: 'nobody' })).toMatchObject({ whole: true, records: 0, sealed_seq: null })
})
