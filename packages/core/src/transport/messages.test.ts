import { describe, expect, test } from 'vitest'
import { newerRow, parseClientMessage, parseServerMessage } from './messages.ts'

const asText = (message: unknown): string => JSON.stringify(message)

describe('what the server says', () => {
  test.each([
    { kind: 'committed', clocks: [[1, 2]] },
    { kind: 'refused', code: 'gone', reason: 'no more' },
    { kind: 'time', sentMs: 1, serverMs: 2 },
    { kind: 'delayed', delayed: true },
    { kind: 'summaries', rows: [{ entity: 'order', id: 'a', summary: {}, seq: 1 }], cursor: 1 },
  ])('$kind', (message) => {
    expect(parseServerMessage(asText(message))).toEqual(message)
  })

  test.each([
    'no JSON',
    '[]',
    'null',
    '{}',
    asText({ kind: 'committed' }),
    asText({ kind: 'committed', clocks: {} }),
    asText({ kind: 'refused', code: 1, reason: 'x' }),
    asText({ kind: 'time', sentMs: 1 }),
    asText({ kind: 'time', sentMs: 1, serverMs: null }),
    asText({ kind: 'summaries', rows: [] }),
    asText({ kind: 'delayed', delayed: 'yes' }),
    asText({ kind: 'party' }),
  ])('%s is nothing', (text) => {
    expect(parseServerMessage(text)).toBeUndefined()
  })
})

describe('what a client says', () => {
  test.each([
    { kind: 'time', sentMs: 1 },
    { kind: 'summaries', after: 0 },
  ])('$kind', (message) => {
    expect(parseClientMessage(asText(message))).toEqual(message)
  })

  test.each([
    'no JSON',
    '{}',
    asText({ kind: 'time' }),
    asText({ kind: 'time', sentMs: '1' }),
    asText({ kind: 'summaries', after: -1 }),
    asText({ kind: 'summaries', after: 1.5 }),
    asText({ kind: 'summaries' }),
    asText({ kind: 'committed', clocks: [] }),
  ])('%s is nothing', (text) => {
    expect(parseClientMessage(text)).toBeUndefined()
  })
})

test.each([
  ['the newer of two', { seq: 1 }, { seq: 2 }, { seq: 2 }],
  ['the newest checkpoint, of whichever', { seq: 2, checkpoint: 5 }, { seq: 3 }, { seq: 3, checkpoint: 5 }],
  ['news of a checkpoint that come late', { seq: 3 }, { seq: 2, checkpoint: 5 }, { seq: 3, checkpoint: 5 }],
])('of two rows of a document there stays %s', (_, a, b, expected) => {
  const row = { entity: 'order', id: 'a', summary: {} }
  expect(newerRow({ ...row, ...a }, { ...row, ...b })).toEqual({ ...row, ...expected })
})

test.each([
  { kind: 'checkpoint', entity: 'order', id: 'a', checkpoint: null },
  {
    kind: 'checkpoint',
    entity: 'order',
    id: 'a',
    checkpoint: {
      covered: [[1, 2, 'events']],
      state: {},
      foldVersion: '1',
      newestId: 'x',
      events: 2,
      notUnderstood: 0,
      rejected: [],
    },
  },
])('a checkpoint that is asked for, or none', (answer) => {
  expect(parseServerMessage(asText(answer))).toEqual(answer)
  expect(parseServerMessage(asText({ ...answer, id: '../b' }))).toBeUndefined()
  expect(parseServerMessage(asText({ ...answer, checkpoint: { covered: [] } }))).toBeUndefined()
  expect(parseClientMessage(asText({ kind: 'checkpoint', entity: 'order', id: 'a', tenant: 'b' }))).toEqual({
    kind: 'checkpoint',
    entity: 'order',
    id: 'a',
  })
})
