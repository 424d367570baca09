import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { asEverywhere, bill, createInStore, recorded } from '../../test/in-store.ts'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { testSealing } from '../../test/trail/fill-ledger.ts'
import { startPythonVerifier } from '../../test/trail/python-verifier.ts'
import { auditTrail } from '../audit/audit-trail.ts'
import { exportPeriod } from '../audit/bundle/export-bundle.ts'
import { verifyBundleFile } from '../audit/verify/verify-bundle.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'
import { sealChain } from '../evidence/seal-chain.ts'
import { rulesFor } from '../gate/rules.ts'

const soon = { timeout: 20_000, interval: 20 }
const site = await createInStore({
  centralRules: [
    rulesFor(bill, {
      events: { added: (_, { quantity }) => quantity <= 100 || { code: 'too_many', reason: 'at most 100' } },
    }),
  ],
  storeRules: [
    rulesFor(bill, {
      events: { added: (_, { name }) => name !== 'caviar' || { code: 'not_here', reason: 'only in town' } },
    }),
  ],
})
const { central, store } = site
const entities = new Map([['bill', bill]])
const key = (id: string) => ({ tenant: 'demo', entityType: 'bill', entityId: id })

async function allWhole(): Promise<void> {
  for (const { pool } of [central, store]) {
    expect(await verifyLedger(pool, { tenant: 'demo', entities })).toMatchObject({ whole: true, first_bad: null })
    expect(await flawsOfChain(pool, 'demo')).toEqual([])
  }
}

test('[UPS3] an event that the store accepted and the central server rejects is rejected everywhere', async () => {
  const till = await store.till('till-1')
  const order = till.open(bill, 'too-many')
  await site.internet.cut()
  await order.record('added', { name: 'soup', quantity: 1 }).committed
  const tooMany = order.record('added', { name: 'bread', quantity: 200 })
  await tooMany.committed
  await order.record('added', { name: 'tea', quantity: 1 }).committed
  expect(order.state.quantity).toBe(202)

  await site.internet.restore()
  await vi.waitFor(() => expect(order.state.items).toEqual(['soup', 'tea']), soon)
  expect(till.status()).toMatchObject({ rejected: 1, uncommitted: 0 })
  expect(order.history().find(({ event }) => event.id === tooMany.event.id)).toMatchObject({
    saveState: 'rejected',
  })
  const [here, there] = [await recorded(store.pool, 'too-many'), await recorded(central.pool, 'too-many')]
  expect(asEverywhere(here)).toEqual(asEverywhere(there))
  expect(here.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted'])
  expect(there.map(({ verdict }) => verdict)).toEqual(['accepted', 'rejected', 'accepted'])
  const { rows: records } = await store.pool.query(
    `select ref, payload, submitted_by from docket.audit_events where event_type = '$tenant.rejected_later'`,
  )
  expect(records).toMatchObject([
    {
      ref: tooMany.event.id,
      payload: { entity_type: 'bill', entity_id: 'too-many', code: 'too_many', reason: 'at most 100' },
      submitted_by: `upstream:127.0.0.1:${site.internet.port}`,
    },
  ])
  const states = await Promise.all(
    [store, central].map(({ pool }) => pool.query(`select state from docket.entities where entity_id = 'too-many'`)),
  )
  expect(states[0]?.rows).toEqual(states[1]?.rows)
  await allWhole()
})

test('[UPS4] an event that the store rejects is rejected at the central server, which would have accepted it', async () => {
  const [till, office] = [await store.till('till-1'), await central.till('office')]
  const [here, there] = [till.open(bill, 'not-here'), office.open(bill, 'not-here')]
  await here.record('added', { name: 'soup', quantity: 1 }).committed
  await expect(here.record('added', { name: 'caviar', quantity: 1 }).committed).rejects.toMatchObject({
    code: 'not_here',
  })
  await here.record('added', { name: 'tea', quantity: 1 }).committed
  await vi.waitFor(() => expect(there.state.items).toEqual(['soup', 'tea']), soon)
  expect((await recorded(central.pool, 'not-here')).map((row) => row.reject_code)).toEqual([null, 'not_here', null])
  expect(here.state).toEqual(there.state)
  await allWhole()
})

test('[UPS3] documents with later verdicts are read back, and their trails and bundles explain the state', async () => {
  await store.restart()
  await central.restart()
  const till = await store.till('till-1')
  const order = till.open(bill, 'too-many')
  await vi.waitFor(() => expect(order.state.items).toEqual(['soup', 'tea']), soon)
  await order.record('added', { name: 'cake', quantity: 1 }).committed
  const trail = await auditTrail(store.pool, key('too-many'), bill, 0)
  expect(trail?.header.state).toEqual(order.state)
  const events = await Array.fromAsync(trail?.events ?? [])
  expect(events.map(({ verdict, effect, reason }) => [verdict, effect, reason])).toEqual([
    ['accepted', 'applied', undefined],
    ['accepted', 'rejected', 'at most 100'],
    ['accepted', 'applied', undefined],
    ['accepted', 'applied', undefined],
  ])
})

test('[UPS3] a bundle of the store proves itself to both verifiers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docket-in-store-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const sealing = await testSealing(store.pool)
  const exporting = {
    db: store.pool,
    signer: sealing.signer,
    seal: (tenant: string) => sealChain(sealing, tenant),
    entities,
    nowMs: Date.now(),
  }
  const path = join(folder, 'bundle.zip')
  const bundle = await exportPeriod(exporting, { tenant: 'demo', fromMs: 0, toMs: Date.UTC(2999, 0) })
  await pipeline(bundle, createWriteStream(path))
  const ours = await verifyBundleFile(path)
  expect(ours).toMatchObject({ whole: true, first_bad: null })
  const python = await startPythonVerifier()
  onTestFinished(() => python.stop())
  expect(await python.verify(path)).toEqual(ours)
})
