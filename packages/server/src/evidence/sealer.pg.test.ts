import { verify } from 'node:crypto'
import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { sampleCommit } from '../../test/sample-commits.ts'
import { NOTHING } from '../chain/link.ts'
import { type Seal, sealHash, sealText } from '../chain/seal.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { addKey, readKeys, retireKey } from '../ledger/keys.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { chainHead, sealsCovering } from '../ledger/seals.ts'
import { anchorToFile } from './anchor-file.ts'
import { openSigner, rotateKeyFile } from './key-file.ts'
import { sealChain } from './seal-chain.ts'
import { Sealer } from './sealer.ts'
import { createSigner, newSigningKey, publicKeyObject, type Signer } from './signing-key.ts'
import { commitAlone } from './tenant-records.ts'

const { url } = await createTestDatabase()
let pool: Pool
let signer: Signer

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  signer = createSigner(newSigningKey(), 'the test')
  await addKey(pool, signer)
})
afterAll(() => pool.end())

const order = (tenant: string) => sampleCommit({ tenant, entity: 'order', id: 'a' })
const sealing = (by: Signer = signer) => ({
  db: pool,
  signer: by,
  commit: commitAlone(pool),
  now: () => 1_700_000_000_000,
})

function isSigned(seal: Seal, { publicKey, keyId }: Signer): boolean {
  const signature = Buffer.from(seal.signature, 'base64')
  return seal.key_id === keyId && verify(null, Buffer.from(sealText(seal)), publicKeyObject(publicKey), signature)
}

test('[AUD4] a seal signs where the chain ends, after the seal before it', async () => {
  expect(await sealChain(sealing(), 'nobody')).toBeUndefined()
  await commitGroup(pool, [order('one')])
  const first = await sealChain(sealing(), 'one')
  expect(first).toMatchObject({ ...(await chainHead(pool, 'one')), seq: 1, previous: NOTHING })
  expect(first && isSigned(first, signer)).toBe(true)
  expect(first && isSigned({ ...first, seq: 2 }, signer)).toBe(false)
  expect(await sealChain(sealing(), 'one')).toEqual(first)
  await commitGroup(pool, [order('one'), order('one')])
  const second = await sealChain(sealing(), 'one')
  expect(second).toMatchObject({ seq: 3, previous: first && sealHash(first) })
  expect(await sealsCovering(pool, 'one', 1, 1)).toEqual([first])
  expect(await sealsCovering(pool, 'one', 1, 2)).toEqual([first, second])
})

test('[AUD4] nodes that seal at once make one chain of seals', async () => {
  for (let round = 0; round < 10; round++) {
    await commitGroup(pool, [order('many')])
    await Promise.all([sealChain(sealing(), 'many'), commitGroup(pool, [order('many')]), sealChain(sealing(), 'many')])
  }
  const seals = await sealsCovering(pool, 'many', 1, 1_000)
  expect(seals.length).toBeGreaterThanOrEqual(10)
  const befores = [NOTHING, ...seals.map(sealHash)]
  expect(seals.map(({ previous }) => previous)).toEqual(befores.slice(0, -1))
})

test('[AUD4] a change of the key is in the trail, before the first seal of the new one', async () => {
  await commitGroup(pool, [order('keys')])
  await sealChain(sealing(), 'keys')
  await commitGroup(pool, [order('keys')])
  const next = createSigner(newSigningKey(), 'the test')
  await addKey(pool, next)
  expect(await retireKey(pool, signer.keyId)).toBe(true)
  expect(await retireKey(pool, signer.keyId)).toBe(false)
  const seal = await sealChain(sealing(next), 'keys')
  expect(seal).toMatchObject({ seq: 3 })
  expect(seal && isSigned(seal, next)).toBe(true)
  const { rows } = await pool.query(
    "select event_type, payload, submitted_by from docket.audit_events where tenant_id = 'keys' and seq = 3",
  )
  expect(rows).toEqual([
    {
      event_type: '$tenant.key_changed',
      payload: { from: signer.keyId, to: next.keyId, public_key: next.publicKey.toString('base64') },
      submitted_by: 'docket',
    },
  ])
  expect(await flawsOfChain(pool, 'keys')).toEqual([])
  const keys = await readKeys(pool)
  expect(keys.find(({ keyId }) => keyId === signer.keyId)?.retiredAtMs).toBeTypeOf('number')
  expect(keys.find(({ keyId }) => keyId === next.keyId)).toMatchObject({
    publicKey: next.publicKey,
    retiredAtMs: undefined,
  })
})

test('[AUD4] seals refuse UPDATE, DELETE and TRUNCATE', async () => {
  for (const text of ["update docket.seals set signature = ''", 'delete from docket.seals', 'truncate docket.seals'])
    await expect(pool.query(text)).rejects.toMatchObject({ code: '23001' })
})

test('[AUD4] the sealer seals after so many events, after so long, and what was left before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docket-'))
  const file = join(folder, 'anchor')
  const errors: unknown[] = []
  const options = {
    ...sealing(),
    everyMs: 30,
    everyEvents: 3,
    anchor: anchorToFile(file),
    onError: (e: unknown) => errors.push(e),
  }
  await commitGroup(pool, [order('left')])
  const sealer = new Sealer(options)
  await sealer.start()
  const numbers = async (tenant: string) => (await sealsCovering(pool, tenant, 1, 100)).map(({ seq }) => seq)
  await vi.waitFor(async () => expect(await numbers('left')).toEqual([1]))
  await commitGroup(pool, [order('soon')])
  sealer.onWritten([{ commit: order('soon') }])
  await vi.waitFor(async () => expect(await numbers('soon')).toEqual([1]))
  const slow = new Sealer({ ...options, everyMs: 3_600_000 })
  await commitGroup(pool, [order('three'), order('three'), order('three')])
  slow.onWritten([{ commit: order('three') }, { commit: order('three') }, { commit: order('three') }])
  await vi.waitFor(async () => expect(await numbers('three')).toEqual([3]))
  await commitGroup(pool, [order('three')])
  slow.onWritten([{ commit: order('three') }])
  await slow.close()
  await sealer.close()
  expect(await numbers('three')).toEqual([3, 4])
  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line): Seal => JSON.parse(line))
  const soon = lines.find(({ tenant_id }) => tenant_id === 'soon')
  expect(soon && isSigned(soon, signer)).toBe(true)
  expect(errors).toEqual([])
})

test('the key in the data folder is made once, only its owner may read it, and a new one takes its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docket-'))
  const [first, again] = await Promise.all([openSigner(undefined, folder), openSigner(undefined, folder)])
  expect(again.keyId).toBe(first.keyId)
  expect((await stat(join(folder, 'signing-key'))).mode & 0o777).toBe(0o600)
  const next = await rotateKeyFile(folder)
  expect(next.keyId).not.toBe(first.keyId)
  expect((await openSigner(undefined, folder)).keyId).toBe(next.keyId)
  expect(() => createSigner('c2hvcnQ=', 'DOCKET_SIGNING_KEY')).toThrow('DOCKET_SIGNING_KEY is not 32 bytes')
})
