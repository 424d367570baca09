import { type Entity, EventLog, type JsonObject, nextEventId } from '@docket/core'
import { describe, expect, test } from 'vitest'
import { generatedOrder } from '../test/generated-entity.ts'
import { orders } from '../test/temporary-description.ts'

const coffee = { id: 'a', name: 'Coffee' }
const tea = { id: 'b', name: 'Tea' }

/** The log after these events. */
function logOf(entity: Entity, ...events: readonly (readonly [type: string, payload: JsonObject])[]): EventLog {
  const log = new EventLog(entity)
  for (const [type, payload] of events) {
    const id = nextEventId(log.newestId, 1_000)
    log.add([{ id, type, v: 1, at: 1_000, by: null, device: 'test', payload }])
  }
  return log
}

const creating = (body: string): string => `    post:
      requestBody: { content: { application/json: { schema: ${body} } } }
      responses: { '201': { description: Made. } }
`

/** As `orders`, with something that creates and something that changes one. */
function restOrders(events: string, created: string, updated = '{ type: object }'): string {
  return orders({ sync: `mode: events\nevents: ${events}` })
    .replace('    get:\n', `${creating(created)}    get:\n`)
    .replace(
      'components:',
      `  /orders/{id}:
    patch:
      requestBody: { content: { application/json: { schema: ${updated} } } }
      responses: { '200': { description: Changed. } }
components:`,
    )
}

describe('[GEN5] the conventional events do what their names say', () => {
  test('a list gets what is added, and loses what is removed by its id', async () => {
    const order = await generatedOrder(orders({ sync: 'mode: events\nevents: [item_added, item_removed]' }))
    const log = logOf(
      order,
      ['item_added', { item: coffee }],
      ['item_added', { item: tea }],
      ['item_removed', { item_id: 'a' }],
    )
    expect(log.state).toEqual({ table_number: null, status: 'open', items: [tea] })
    expect(logOf(order, ['item_added', { item: { id: 'a' } }]).entries[0]?.effect).toMatchObject({ kind: 'no_effect' })
  })

  test('a list that may be absent, of plain values, by the name that it has in the state', async () => {
    const schemas = 'Tagged: { type: object, properties: { tags: { type: array, items: { type: string } } } }'
    const sync = "mode: events\nschema: { $ref: '#/components/schemas/Tagged' }\nevents: [tag_added, tag_removed]"
    const order = await generatedOrder(orders({ sync, schemas }))
    expect(logOf(order).state).toEqual({})
    const log = logOf(
      order,
      ['tag_added', { tag: 'vip' }],
      ['tag_added', { tag: 'quiet' }],
      ['tag_removed', { tag: 'vip' }],
    )
    expect(log.state).toEqual({ tags: ['quiet'] })
  })

  test('the status becomes the new one, whatever member says it', async () => {
    const order = await generatedOrder(orders({ sync: 'mode: events\nevents: [state_changed]' }))
    expect(logOf(order, ['state_changed', { new_status: 'paid' }]).state).toMatchObject({ status: 'paid' })
    expect(logOf(order, ['state_changed', { new_status: 'lost' }]).state).toMatchObject({ status: 'open' })
    const schemas =
      'Lamp: { type: object, required: [light], properties: { light: { type: [string, "null"], enum: [on, off, null] } } }'
    const sync = "mode: events\nschema: { $ref: '#/components/schemas/Lamp' }\nstatus: light\nevents: [state_changed]"
    const lamp = await generatedOrder(orders({ sync, schemas }))
    expect(logOf(lamp).state).toEqual({ light: null })
    expect(logOf(lamp, ['state_changed', { new_status: 'on' }]).state).toEqual({ light: 'on' })
    expect(logOf(lamp, ['state_changed', { new_status: null }]).entries[0]?.effect).toMatchObject({ kind: 'no_effect' })
  })

  test('archived says so, in a member that the state gets where it has none', async () => {
    const order = await generatedOrder(orders({ sync: 'mode: events\nevents: [archived]' }))
    expect(logOf(order).state).toMatchObject({ archived: false })
    expect(logOf(order, ['archived', {}]).state).toMatchObject({ archived: true })
  })

  test('created and updated set what they carry, and leave what they do not', async () => {
    const created =
      '{ type: object, required: [table_number], properties: { table_number: { type: integer }, note: { type: string }, colour: { type: string } } }'
    const updated =
      '{ type: object, properties: { table_number: { type: [integer, "null"] }, note: { type: string } } }'
    const order = await generatedOrder(restOrders('[created, updated]', created, updated))
    expect(logOf(order, ['created', { table_number: 5, colour: 'red' }]).state).toEqual({
      table_number: 5,
      status: 'open',
      items: [],
    })
    const noted = logOf(order, ['created', { table_number: 5, note: 'birthday' }], ['updated', { table_number: 6 }])
    expect(noted.state).toMatchObject({ table_number: 6, note: 'birthday' })
    expect(logOf(order, ['updated', { table_number: null }]).state).toMatchObject({ table_number: null })
  })

  test('what only the server sets is not for a device to say', async () => {
    const created =
      '{ type: object, properties: { table_number: { type: integer }, status: { type: string, enum: [open], readOnly: true } } }'
    const order = await generatedOrder(restOrders('[created]', created))
    const log = logOf(order, ['created', { table_number: 5, status: 'paid' }])
    expect(log.state).toEqual({ table_number: 5, status: 'open', items: [] })
  })

  test('where a payload does not fit the state, the application says what the event does', async () => {
    const order = await generatedOrder(
      restOrders('[created]', '{ type: object, properties: { table_number: { type: string } } }'),
    )
    const log = logOf(order, ['created', { table_number: 'five' }])
    expect(log.entries[0]?.effect).toEqual({ kind: 'applied' })
    expect(log.state).toEqual({ table_number: null, status: 'open', items: [] })
  })
})

test('lists show what the state always has and is one value', async () => {
  const order = await generatedOrder(orders({}))
  expect(order.summary(order.initial)).toEqual({ table_number: null, status: 'open' })
  const chosen = await generatedOrder(orders({ sync: 'mode: events\nevents: [archived]\nsummary: [note, items]' }))
  expect(chosen.summary(chosen.initial)).toEqual({ note: null, items: [] })
})
