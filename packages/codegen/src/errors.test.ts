import { readdirSync } from 'node:fs'
import { relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { orders, temporaryDescription } from '../test/temporary-description.ts'
import { DescriptionInvalidError, DescriptionUnreadableError } from './description/errors.ts'
import { generate } from './generate.ts'

/** The lines of the error, each without the folder. */
async function problemsOf(text: string, others: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { input, out, folder } = temporaryDescription(text, others)
  const error: unknown = await generate({ input, out }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(readdirSync(folder).toSorted()).toEqual(['openapi.yaml', ...Object.keys(others)].toSorted())
  if (!(error instanceof DescriptionInvalidError)) throw error ?? new Error('it was not refused')
  return error.message.split('\n').map((line) => line.replace(`${relative(process.cwd(), folder)}/`, ''))
}

describe('[GEN2] what is wrong is told with its place, its code, and what to write instead', () => {
  test.each<readonly [name: string, sync: string, problem: string]>([
    [
      'an unknown mode',
      'mode: event\nevents: [archived]',
      'openapi.yaml:6:7 x_sync_invalid: mode is "event"; write events or api',
    ],
    ['no mode', 'events: [archived]', 'openapi.yaml:5:5 x_sync_invalid: mode is missing; write events or api'],
    [
      'a word that x-sync does not have',
      'mode: api\nretention: 7',
      'openapi.yaml:7:7 x_sync_invalid: x-sync has no "retention"',
    ],
    ['no events', 'mode: events', 'openapi.yaml:5:5 x_sync_invalid: an entity has events: write events: [created, …]'],
    [
      'an event without a payload',
      'mode: events\nevents:\n  - archived\n  - fired',
      'openapi.yaml:9:11 event_without_payload: nothing says what "fired" carries: write { name: fired, payload:',
    ],
    [
      'a list that the state does not have',
      'mode: events\nevents: [guest_added]',
      'openapi.yaml:7:16 event_without_payload: nothing says what "guest_added" carries',
    ],
    [
      'created where nothing creates',
      'mode: events\nevents: [created]',
      'openapi.yaml:7:16 event_without_payload: nothing says what "created" carries',
    ],
    [
      'a payload that is no object',
      'mode: events\nevents:\n  - { name: fired, payload: { type: string } }',
      'openapi.yaml:8:26 event_invalid: what "fired" carries is not an object: write type: object',
    ],
    [
      'the name of an event',
      'mode: events\nevents: [item-added]',
      'openapi.yaml:7:16 name_invalid: "item-added" is no name of an event',
    ],
    [
      'an event without a name',
      'mode: events\nevents: [{ payload: {} }]',
      'openapi.yaml:7:16 name_invalid: undefined is no name',
    ],
    [
      'the name of an entity',
      'mode: events\nentity: 2nd order\nevents: [archived]',
      'openapi.yaml:7:7 name_invalid: "2nd order" is no name of an entity',
    ],
    [
      'an event that is listed twice',
      'mode: events\nevents: [archived, archived]',
      'openapi.yaml:7:26 event_invalid: "archived" is listed twice',
    ],
    [
      'a version',
      'mode: events\nevents: [{ name: archived, version: 0 }]',
      'openapi.yaml:7:34 event_invalid: version is 0; write a whole number from 1',
    ],
    [
      'a word that an event does not have',
      'mode: events\nevents: [{ name: archived, guard: no }]',
      'openapi.yaml:7:34 event_invalid: an event has no "guard"',
    ],
    [
      'a way of notification',
      'mode: events\nevents: [archived]\nnotification: pigeon',
      'openapi.yaml:8:7 x_sync_invalid: notification is "pigeon"; write websocket, polling, electric, redis',
    ],
    [
      'days',
      'mode: events\nevents: [archived]\nretention_days: 0.5',
      'openapi.yaml:8:7 x_sync_invalid: retention_days is 0.5; write days',
    ],
    [
      'a member of a summary',
      'mode: events\nevents: [archived]\nsummary: [status, total]',
      'openapi.yaml:8:25 x_sync_invalid: the state has no "total"; write one of table_number, status, items, note',
    ],
    ['x-sync itself', 'true', 'openapi.yaml:5:5 x_sync_invalid: write x-sync: { mode: events'],
    [
      'a state that is no object',
      'mode: events\nevents: [archived]\nschema: { type: string }',
      'openapi.yaml:8:7 state_unknown: the state is not an object',
    ],
    [
      'a state that has no beginning',
      "mode: events\nevents: [archived]\nschema: { $ref: '#/components/schemas/Endless' }",
      'openapi.yaml:8:7 state_unknown: nothing says what "next" is at first: give it a default, or let it be null or absent',
    ],
  ])('%s', async (_, sync, problem) => {
    const schemas =
      "Endless: { type: object, required: [next], properties: { next: { $ref: '#/components/schemas/Endless' } } }"
    const [first] = await problemsOf(orders({ sync, schemas }))
    expect(first).toContain(problem)
  })

  test.each<readonly [name: string, schemas: string, problem: string]>([
    [
      'schemas that are made of each other',
      "A: { $ref: '#/components/schemas/B' }\nB: { anyOf: [{ $ref: '#/components/schemas/A' }, { type: string }] }",
      'openapi.yaml:30:5 circular_reference: "A" is made of itself, so that nothing can ever be one',
    ],
    [
      'a reference to nothing',
      "A: { $ref: '#/components/schemas/Nobody' }",
      'openapi.yaml:30:5 reference_missing: nothing stands at "#/components/schemas/Nobody"',
    ],
    [
      'a reference to an address',
      'A: { $ref: "https://example.com/a.yaml" }',
      'openapi.yaml:30:5 reference_missing: "https://example.com/a.yaml" leads to no file',
    ],
    [
      'a reference to a file that is not there',
      'A: { $ref: "./gone.yaml#/A" }',
      'openapi.yaml:30:5 reference_missing: "./gone.yaml#/A" leads to no file',
    ],
    [
      'an anchor',
      'A: { $ref: "#order" }',
      'openapi.yaml:30:5 reference_missing: "#order" names an anchor; write a path',
    ],
    [
      'a type that is none',
      'A: { type: text }',
      'openapi.yaml:30:10 schema_invalid: "text" is no type; write string, number',
    ],
    ['a schema that is none', 'A: 7', 'openapi.yaml:30:5 schema_invalid: a schema is an object'],
    ['two schemas of one name', 'order-item: {}\nOrderItem: {}', 'name_taken: its name would be OrderItem, which'],
    [
      'a member with the name of the prototype',
      'A: { type: object, properties: { __proto__: {} } }',
      'openapi.yaml:30:38 name_invalid: no member can be called "__proto__"',
    ],
  ])('%s', async (_, schemas, problem) => {
    const [first] = await problemsOf(orders({ schemas }))
    expect(first).toContain(problem)
  })

  test('two paths that make one entity', async () => {
    const two = orders({}).replace(
      'paths:',
      "paths:\n  /v2/orders:\n    x-sync: { mode: events, events: [archived], schema: { $ref: '#/components/schemas/Order' } }",
    )
    expect(await problemsOf(two)).toEqual([
      'openapi.yaml:7:5 name_taken: /v2/orders is the entity "order" already; write entity: with another name',
    ])
  })

  test('two operations of one name', async () => {
    const two = orders({})
      .replace('    get:', '    get:\n      operationId: orders')
      .replace('components:', '  /orders/all:\n    get: { operationId: Orders, responses: {} }\ncomponents:')
    const [first] = await problemsOf(two)
    expect(first).toContain(
      'name_taken: get /orders/all would be called orders, as get /orders is; give it another operationId',
    )
  })

  test('in a file that is referred to', async () => {
    const text = orders({ schemas: 'A: { $ref: "./schemas/a.yaml" }' })
    const { input, out, write } = temporaryDescription(text)
    write('schemas/a.yaml', 'type: object\nproperties:\n  size:\n    type: large\n')
    await expect(generate({ input, out })).rejects.toThrow(/schemas\/a\.yaml:4:5 schema_invalid: "large" is no type/)
  })

  test('all of it at once', async () => {
    const problems = await problemsOf(
      orders({ sync: 'mode: events\nevents: [a-b, c-d]\nretention_days: -1', schemas: 'A: { type: text }' }),
    )
    expect(problems.map((line) => line.split(' ')[1])).toEqual([
      'schema_invalid:',
      'x_sync_invalid:',
      'name_invalid:',
      'name_invalid:',
    ])
  })

  test.each(['swagger: "2.0"', 'openapi: 4.0.0', 'openapi: 3'])('another version: %s', async (version) => {
    const [first] = await problemsOf(orders({}).replace('openapi: 3.1.0', version))
    expect(first).toMatch(/^openapi\.yaml:1:1 version_unsupported: openapi is .*; write openapi: 3\.0\.x or 3\.1\.x$/)
  })
})

describe('[GEN2] what is no description at all', () => {
  test.each([
    ['', /is not an OpenAPI description in YAML or JSON/],
    ['paths: {a: [}', /is not an OpenAPI description in YAML or JSON: .*at line 1/s],
    ['just a sentence', /is not an OpenAPI description/],
  ])('%j', async (text, message) => {
    const { input, out } = temporaryDescription(text)
    await expect(generate({ input, out })).rejects.toThrow(DescriptionUnreadableError)
    await expect(generate({ input, out })).rejects.toThrow(message)
  })

  test('a file that is not there', async () => {
    const { folder, out } = temporaryDescription('')
    await expect(generate({ input: `${folder}/nothing.yaml`, out })).rejects.toThrow(
      /nothing\.yaml cannot be read: ENOENT/,
    )
  })
})
