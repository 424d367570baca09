import { describe, expect, test } from 'vitest'
import { parseClientMessage, parseServerMessage } from './messages.ts'

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
