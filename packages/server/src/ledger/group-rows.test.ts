import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import { groupRows as rowsOf } from './group-rows.ts'
import { People } from './people.ts'

/** The users are the same in all samples; here no database knows them. */
const people = new People()
people.commitmentOf = () => ({ $personal: '0'.repeat(64) })
const groupRows = (commits: Parameters<typeof rowsOf>[0]) => rowsOf(commits, people)

const commits = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'B', 'c'), fc.constantFrom('x', 'y'), fc.nat(3), fc.boolean())
    .map(([tenant, id, events, model]) =>
      sampleCommit(
        { tenant, entity: 'order', id },
        {
          events: Array.from({ length: events }, () => accepted()),
          readModel: model ? { state: events, summary: {} } : undefined,
        },
      ),
    ),
)

test('[COM2] counters that grow by their counts give each tenant its next numbers, in the order of the group', () => {
  fc.assert(
    fc.property(commits, fc.nat(1_000), (group, before) => {
      const { tenants, events, receipts } = groupRows(group)
      const counters = tenants.map(({ count }) => before + count)
      const numberOf = ({ tenant_no, back }: { tenant_no: number; back: number }) =>
        (counters[tenant_no - 1] ?? 0) - back
      const expected = new Map<string, number>()
      let place = 0
      for (const [index, commit] of group.entries()) {
        const { tenant } = commit.address
        for (const judged of commit.events) {
          const row = events[place++]
          expected.set(tenant, (expected.get(tenant) ?? before) + 1)
          expect(row?.event_id).toBe(judged.event.id)
          expect(row && numberOf(row)).toBe(expected.get(tenant))
        }
        const receipt = receipts[index]
        expect(receipt && numberOf(receipt)).toBe(expected.get(tenant) ?? before)
      }
      expect(tenants.map((tenant) => tenant.tenant_id)).toEqual(
        [...new Set(group.map((commit) => commit.address.tenant))].sort(),
      )
    }),
  )
})

test('a document has one row: its last read model', () => {
  fc.assert(
    fc.property(commits, (group) => {
      const models = new Map<string, unknown>()
      for (const { address, readModel, events } of group) {
        const name = `${address.tenant}/${address.id}`
        if (events.length > 0 || readModel) {
          models.set(name, readModel?.state ?? models.get(name))
        }
      }
      const { entities, eventDocuments, events } = groupRows(group)
      const nameOf = (row: { tenant_id: string; entity_id: string } | undefined) =>
        `${row?.tenant_id}/${row?.entity_id}`
      expect(new Map(entities.map((row) => [nameOf(row), row.read_model?.[0]]))).toEqual(models)
      expect(entities).toHaveLength(models.size)
      expect(eventDocuments.map((document) => nameOf(entities[document - 1]))).toEqual(events.map(nameOf))
    }),
  )
})

test('the updates of a commit are one row, which says where its bytes are', () => {
  const updates = [Uint8Array.of(1), new Uint8Array([9, 9, 171, 0]).subarray(2)]
  const commitOf = (id: string, ...more: Uint8Array[]) =>
    sampleCommit({ tenant: 'a', entity: 'order', id }, { events: [accepted(), accepted()], updates: more })
  const { updates: rows, data } = groupRows([
    commitOf('x', ...updates),
    commitOf('y'),
    commitOf('z', updates[0] as Uint8Array),
  ])
  expect(rows.map(({ entity_id, begins, bytes, events }) => [entity_id, begins, bytes, events])).toEqual([
    ['x', 1, 11, 2],
    ['z', 12, 5, 2],
  ])
  expect(data.toString('hex')).toBe('000000010100000002ab000000000101')
})
