import { expect, test } from 'vitest'
import { differencesOf } from './differences.ts'

test.each([
  ['nothing', { a: 1, b: [1, { c: 2 }] }, { a: 1, b: [1, { c: 2 }] }, []],
  ['a field', { a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } }, [['b.c', 'changed', 2, 3]]],
  ['a field more', {}, { a: undefined }, [['a', 'added', undefined, undefined]]],
  ['a field less', { a: 1 }, {}, [['a', 'removed', 1, undefined]]],
  ['another kind', { a: [1] }, { a: { 0: 1 } }, [['a', 'changed', [1], { 0: 1 }]]],
  ['a state that is no object', 1, 2, [['state', 'changed', 1, 2]]],
  [
    'a place',
    { a: [1, 2] },
    { a: [1, 3, 4] },
    [
      ['a[1]', 'changed', 2, 3],
      ['a[2]', 'added', undefined, 4],
    ],
  ],
  [
    'an item with an id',
    { a: [{ id: 'x' }, { id: 'y', n: 1 }] },
    { a: [{ id: 'y', n: 2 }] },
    [
      ['a[x]', 'removed', { id: 'x' }, undefined],
      ['a[y].n', 'changed', 1, 2],
    ],
  ],
  [
    'items that changed places',
    [{ id: 'x' }, { id: 'y' }],
    [{ id: 'y' }, { id: 'x' }],
    [
      ['[0].id', 'changed', 'x', 'y'],
      ['[1].id', 'changed', 'y', 'x'],
    ],
  ],
  [
    'what is no JSON',
    { a: new Map([['k', 1n]]) },
    { a: new Map([['k', 2n]]) },
    [['a', 'changed', new Map([['k', 1n]]), new Map([['k', 2n]])]],
  ],
])('%s', (_, before, after, expected) => {
  const found = differencesOf(before, after).map(({ path, kind, before: old, after: now }) => [path, kind, old, now])
  expect(found).toEqual(expected)
})
