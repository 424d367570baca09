// What real descriptions brought to light, each as small as it can be.
import { expect, test } from 'vitest'
import { generateText } from './generate-text.ts'

const base = { openapi: '3.1.0', info: { title: 'Found', version: '1' } }

test('a list is meant, though a member of one thing has the name of one of it', async () => {
  const person = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }
  const { files } = await generateText({
    ...base,
    paths: {
      '/issues': {
        'x-sync': {
          mode: 'events',
          schema: {
            type: 'object',
            required: ['assignee', 'assignees'],
            properties: {
              assignee: { anyOf: [person, { type: 'null' }] },
              assignees: { type: 'array', items: person },
            },
          },
          events: ['assignee_added'],
        },
      },
    },
  })
  expect(files.get('entities/issue.ts')).toContain('assignees: [...o.assignees, payload.assignee]')
})

test('what may be absent of a payload does not take the place of what is always there', async () => {
  const { files } = await generateText({
    ...base,
    paths: {
      '/notes': {
        'x-sync': {
          mode: 'events',
          schema: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
          events: [
            { name: 'updated', payload: { type: 'object', properties: { title: { type: 'string' } } } },
            {
              name: 'created',
              payload: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
            },
          ],
        },
      },
    },
  })
  const entity = files.get('entities/note.ts')
  expect(entity).toContain('{ ...o, ...(payload.title !== undefined && { title: payload.title }) }')
  expect(entity).toContain('{ ...o, ...payload }')
})

test('no body goes with a GET, though one is described: fetch would refuse', async () => {
  const content = { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties: {} } } }
  const { files } = await generateText({
    ...base,
    paths: { '/prices': { get: { requestBody: { content }, responses: { 200: { description: 'Prices.' } } } } },
  })
  expect(files.get('client/prices-calls.ts')).not.toContain('body')
})

test('a query that answers nothing gives null, because undefined is an error to TanStack Query', async () => {
  const { files } = await generateText({
    ...base,
    paths: {
      '/stars': { 'x-sync': { mode: 'api' }, get: { responses: { 204: { description: 'It has one.' } } } },
    },
  })
  const hooks = files.get('hooks/stars-queries.ts')
  expect(hooks).toContain('UseQueryResult<null, ApiError>')
  expect(hooks).toContain('.then(() => null)')
})

test('what is required has to be there, though only another part of an allOf says what it is', async () => {
  const { files } = await generateText({
    ...base,
    paths: {},
    components: {
      schemas: {
        Note: { type: 'object', properties: { title: { type: 'string' } } },
        TitledNote: { allOf: [{ $ref: '#/components/schemas/Note' }, { type: 'object', required: ['title'] }] },
      },
    },
  })
  expect(files.get('schemas/titled-note.ts')).toContain('title: z.nonoptional(z.unknown())')
})

test('a tuple may end where minItems lets it', async () => {
  const { files } = await generateText({
    ...base,
    paths: {},
    components: {
      schemas: {
        Place: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], items: false, minItems: 1 },
      },
    },
  })
  expect(files.get('schemas/place.ts')).toContain('z.tuple([z.number(), z.optional(z.number())])')
})

test('lines are not looked for in a very long file, where something is only noted', async () => {
  const described = (doc: string): unknown => ({
    ...base,
    paths: {},
    components: {
      schemas: { Tags: { type: 'array', description: doc, items: { type: 'string' }, uniqueItems: true } },
    },
  })
  const [short] = (await generateText(described('Few.'))).notices
  const [long] = (await generateText(described('Many. '.repeat(200_000)))).notices
  expect(short).toMatch(/openapi\.json:\d+:\d+ "uniqueItems" is not checked/)
  expect(long).toMatch(/openapi\.json#\/components\/schemas\/Tags "uniqueItems" is not checked/)
})
