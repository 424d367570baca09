import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Entity, EventLog, type EventRecord, type JsonObject, nextEventId, readPayload } from '@docket/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { order as generated } from '../generated/entities/order.ts'
import { order as written } from '../src/order.ts'

/** Both as entities of unknown state: what matters is what they do. */
const entities: readonly Entity[] = [written as unknown as Entity, generated as unknown as Entity]

const id = fc.constantFrom('a', 'b', 'c')
const item = fc.record(
  {
    id,
    name: fc.constantFrom('Coffee', 'Tea', ''),
    quantity: fc.integer({ min: 0, max: 3 }),
    price_minor: fc.constantFrom(0, 280, 4.5, -1),
    category: fc.constantFrom('Drinks', ''),
  },
  { requiredKeys: ['id', 'name', 'quantity', 'price_minor'] },
)
const status = fc.constantFrom('open', 'fired', 'served', 'paid', 'void', 'lost')

/** Mostly what tills record; some of it malformed, much of it refused by a guard. */
const happening: fc.Arbitrary<readonly [type: string, payload: JsonObject]> = fc.oneof(
  fc.tuple(fc.constant('created'), fc.record({ table_number: fc.constantFrom(1, 5, 999, 0, 1000, 1.5, '5') })),
  { weight: 4, arbitrary: fc.tuple(fc.constant('item_added'), fc.record({ item })) },
  fc.tuple(fc.constant('item_removed'), fc.record({ item_id: id })),
  fc.tuple(
    fc.constant('item_quantity_changed'),
    fc.record({ item_id: id, by: fc.constantFrom(-1, 1, 2, 0, 1000, 0.5) }),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constant('state_changed'),
      fc.record(
        { new_status: status, reason: fc.string(), payment_method: fc.constantFrom('card', 'cash', 'shells') },
        { requiredKeys: ['new_status'] },
      ),
    ),
  },
  fc.tuple(fc.constantFrom('archived', 'moved'), fc.constant({})),
)

/** Half of them begin with a table, and so with a created order. */
const history = fc
  .array(happening, { maxLength: 40, size: 'max' })
  .chain((rest) => fc.constantFrom(rest, [['created', { table_number: 5 }] as const, ...rest]))

test('the generated order does what the written one does, on the same histories, late arrivals included', () => {
  let applied = 0
  let refused = 0
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat(3)), (happenings, delays) => {
      const [left, right] = entities.map((entity) => new EventLog(entity))
      if (left === undefined || right === undefined) throw new Error('both are compared')
      for (const event of inOrderOfArrival(happenings, delays)) {
        left.add([event])
        right.add([event])
        expect(right.state).toEqual(left.state)
        expect(generated.summary(right.state as never)).toEqual(written.summary(left.state as never))
        expect(generated.settled?.(generated.summary(right.state as never))).toBe(
          written.settled?.(written.summary(left.state as never)),
        )
      }
      expect(effectsOf(right)).toEqual(effectsOf(left))
      applied += left.entries.filter(({ effect }) => effect.kind === 'applied').length
      refused += left.entries.filter(({ effect }) => effect.kind === 'no_effect').length
    }),
    { numRuns: 200 },
  )
  // Otherwise it has compared nothing.
  expect(applied).toBeGreaterThan(200)
  expect(refused).toBeGreaterThan(200)
})

test('what is generated is what the description says', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const cli = fileURLToPath(new URL('../../../packages/codegen/src/cli.ts', import.meta.url))
  const options = ['openapi.yaml', '--out', 'generated', '--own', 'own', '--check']
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@docket/source', cli, ...options], {
    cwd: root,
  })
  expect(stdout).toContain('files are what openapi.yaml says')
})

/** Events in the order of their recording, each arriving so many places later. */
function inOrderOfArrival(
  happenings: readonly (readonly [string, JsonObject])[],
  delays: Iterable<number>,
): readonly EventRecord[] {
  const places = delays[Symbol.iterator]()
  let last: EventRecord['id'] | undefined
  return happenings
    .map(([type, payload], index) => {
      const at = 1_000 + index * 1_000
      last = nextEventId(last, at)
      const event: EventRecord = { id: last, type, v: 1, at, by: 'ada', device: 'till-a', payload }
      return { event, place: index + (places.next().value ?? 0) }
    })
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event)
}

/** What an event did, and why not; how a schema words what it refuses is the schema's affair. */
function effectsOf(log: EventLog): readonly unknown[] {
  return log.entries.map(({ event, effect }) => {
    const reading = readPayload(log.entity, event).kind
    return reading === 'invalid' ? { reading, kind: effect.kind } : { reading, effect }
  })
}
