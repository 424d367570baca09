import { expect, test } from 'vitest'
import { resolveLink, resolvePicture } from './resolve-link.ts'

test.each([
  ['docs/http.md', 'operation.md#limits', { kind: 'page', url: '/operation.html#limits' }],
  ['docs/jobs.md', '../SPEC.md', { kind: 'page', url: '/spec.html' }],
  ['docs/adr/0001-the-document-is-the-log.md', '../http.md', { kind: 'page', url: '/http.html' }],
  ['README.md', 'docs/adr', { kind: 'page', url: '/adr/' }],
  ['generated/results.md', '/docs/http.md', { kind: 'page', url: '/http.html' }],
  ['docs/http.md', '#limits', { kind: 'page', url: '#limits' }],
  ['docs/http.md', 'https://example.com/x.md', { kind: 'external' }],
  [
    'docs/http.md',
    '../examples/pos/src/order.ts',
    { kind: 'source', from: 'examples/pos/src/order.ts', url: '/source/examples/pos/src/order.ts.html' },
  ],
  [
    'docs/http.md',
    '../examples/pos/own/',
    { kind: 'source', from: 'examples/pos/own', url: '/source/examples/pos/own.html' },
  ],
  [
    'docs/http.md',
    '../packages/create-docket/template',
    {
      kind: 'source',
      from: 'packages/create-docket/template/README.md',
      url: '/source/packages/create-docket/template/README.html',
    },
  ],
])('from %s, %s leads where it does in the repository', (from, href, target) => {
  expect(resolveLink(from, href)).toEqual(target)
})

test.each([
  ['../nothing.md', 'docs/nothing.md'],
  ['../examples/pos/src/nothing.ts', 'which is not there'],
  ['../examples/pos/src/order.ts#L10', 'has an anchor, but leads to no page'],
])('%s is a dead link', (href, message) => {
  expect(() => resolveLink('docs/http.md', href)).toThrow(href === '../nothing.md' ? 'nothing.md' : message)
})

test('a picture has to be there', () => {
  expect(resolvePicture('docs/audit.md', 'pictures/report.png')).toBe('docs/pictures/report.png')
  expect(() => resolvePicture('docs/audit.md', 'pictures/nothing.png')).toThrow('which is not there')
})
