/** A description of so many entities, each as rich as an order: a list, a status, money, a summary, six events. */
export function descriptionOfEntities(count: number): unknown {
  const names = Array.from({ length: count }, (_, index) => `Thing${index + 1}`)
  return {
    openapi: '3.1.0',
    info: { title: `${count} entities`, version: '1' },
    paths: Object.fromEntries(names.flatMap((name, index) => pathsOf(name, index))),
    components: { schemas: Object.fromEntries([...SHARED, ...names.flatMap(schemasOf)]) },
  }
}

const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: unknown): unknown => ({ content: { 'application/json': { schema } } })
const TEXT = { type: 'string', minLength: 1, maxLength: 200 }
const TIME = { type: ['string', 'null'], format: 'date-time' }

const SHARED: readonly (readonly [string, unknown])[] = [
  [
    'Money',
    {
      type: 'object',
      required: ['amount_minor', 'currency'],
      properties: { amount_minor: { type: 'integer' }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
    },
  ],
  [
    'Address',
    {
      type: 'object',
      required: ['line1', 'city', 'country'],
      properties: {
        line1: TEXT,
        line2: TEXT,
        city: TEXT,
        postcode: TEXT,
        country: { type: 'string', minLength: 2, maxLength: 2 },
      },
    },
  ],
]

function pathsOf(name: string, index: number): readonly (readonly [string, unknown])[] {
  const path = `/${name.toLowerCase()}s`
  const created = { '201': { description: 'It.', ...(json(ref(name)) as object) } }
  return [
    [
      path,
      {
        description: `What is known of ${name}.`,
        'x-sync': {
          mode: 'events',
          notification: index % 2 === 0 ? 'websocket' : 'polling',
          retention_days: 30,
          schema: ref(name),
          events: ['created', 'updated', 'line_added', 'line_removed', 'state_changed', 'archived', adjusted],
        },
        post: {
          summary: `Makes a ${name}.`,
          requestBody: { required: true, ...(json(ref(`${name}Input`)) as object) },
          responses: created,
        },
        get: {
          parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } }],
          responses: { '200': { description: 'All.', ...(json({ type: 'array', items: ref(name) }) as object) } },
        },
      },
    ],
    [
      `${path}/{id}`,
      {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { responses: { '200': { description: 'One.', ...(json(ref(name)) as object) } } },
        patch: { requestBody: json(ref(`${name}Input`)), responses: { '204': { description: 'Done.' } } },
      },
    ],
  ]
}

const adjusted = {
  name: 'total_adjusted',
  description: 'By so much, up or down.',
  payload: { type: 'object', required: ['by'], properties: { by: ref('Money'), reason: TEXT } },
}

function schemasOf(name: string): readonly (readonly [string, unknown])[] {
  const line = {
    type: 'object',
    required: ['id', 'title', 'quantity', 'price'],
    properties: {
      id: { type: 'string' },
      title: TEXT,
      quantity: { type: 'integer', minimum: 1, maximum: 999 },
      price: ref('Money'),
      note: { type: ['string', 'null'], description: 'For whoever makes it.' },
    },
  }
  const input = {
    type: 'object',
    properties: { title: TEXT, due_at: TIME, address: ref('Address'), labels: { type: 'array', items: TEXT } },
  }
  const whole = {
    type: 'object',
    description: `What is known of ${name}.`,
    required: ['title', 'status', 'lines', 'labels', 'total', 'due_at'],
    properties: {
      ...input.properties,
      status: ref(`${name}Status`),
      lines: { type: 'array', items: ref(`${name}Line`), description: 'In the order of being added.' },
      total: ref('Money'),
    },
  }
  return [
    [`${name}Status`, { type: 'string', enum: ['open', 'started', 'done', 'void'] }],
    [`${name}Line`, line],
    [`${name}Input`, input],
    [name, whole],
  ]
}
