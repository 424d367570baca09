import { expect, test, vi } from 'vitest'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { migratedPool } from '../../test/migrated-pool.ts'
import { sampleCommit } from '../../test/sample-commits.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { EventSigner, type EventSignerOptions } from './event-signer.ts'
import { commitAlone } from './tenant-records.ts'

const pool = await migratedPool()

const signed = async (tenant: string) => {
  const { rows } = await pool.query<{ seq: number; of: string }>(
    `select s.payload -> 'seq' as seq, e.seq::int as of from docket.audit_events s
     join docket.audit_events e on e.tenant_id = s.tenant_id and e.event_id = s.ref
     where s.tenant_id = $1 and s.event_type = '$tenant.signed' order by s.seq`,
    [tenant],
  )
  return rows
}

test('[AUD6] every event is signed once in the order of its number, through failures and restarts', async () => {
  const order = sampleCommit({ tenant: 'fiscal', entity: 'order', id: 'a' })
  const commitOrder = () => commitGroup(pool, [sampleCommit(order.address)])
  await commitOrder()
  const errors: unknown[] = []
  let failures = 2
  const heard: number[] = []
  const options: EventSignerOptions = {
    db: pool,
    now: () => 1,
    onError: (error) => errors.push(error),
    commit: commitAlone(pool),
    async sign(_, { seq }) {
      if (failures-- > 0) throw new Error('the device is off')
      heard.push(seq)
      return { signature: `of ${seq}` }
    },
  }
  const first = new EventSigner(options)
  await first.start()
  await vi.waitFor(async () => expect(await signed('fiscal')).toEqual([{ seq: 1, of: 1 }]), { timeout: 10_000 })
  expect(errors).toHaveLength(2)
  await first.close()
  await commitOrder()
  await commitOrder()
  const second = new EventSigner(options)
  await second.start()
  await vi.waitFor(async () => expect(await signed('fiscal')).toHaveLength(3))
  await commitOrder()
  second.onWritten([{ commit: order }])
  await vi.waitFor(async () => expect(await signed('fiscal')).toHaveLength(4))
  await second.close()
  const pairs = await signed('fiscal')
  expect(pairs.every(({ seq, of }) => Number(seq) === Number(of))).toBe(true)
  expect(pairs.map(({ seq }) => seq)).toEqual(heard)
  expect(new Set(heard).size).toBe(4)
  expect(await flawsOfChain(pool, 'fiscal')).toEqual([])
})
