import { expect, test } from 'vitest'
import { linksIn, sourcePages } from './source-pages.ts'

const page = (text: string) => ({ path: 'x.md', from: 'docs/x.md', text })

test('a file to which a page links has a page, once', () => {
  const pages = sourcePages([page('[a](../examples/pos/openapi.yaml) [b](../examples/pos/openapi.yaml) [c](http.md)')])
  expect(pages).toHaveLength(1)
  expect(pages[0]?.path).toBe('source/examples/pos/openapi.yaml.md')
  expect(pages[0]?.text).toContain('# examples/pos/openapi.yaml\n\n```yaml\nopenapi: 3.1.0')
})

test('a folder is the list of its files, each of which has a page', () => {
  const pages = sourcePages([page('[own](../examples/pos/own)')])
  expect(pages.map(({ path }) => path)).toEqual(['source/examples/pos/own.md', 'source/examples/pos/own/order.ts.md'])
  expect(() => sourcePages([page('[core](../packages/core/src)')])).toThrow('link to one of them')
})

test('all dead links of all pages are told at once', () => {
  const dead = [page('[a](nothing.md)'), page('[b](../nowhere.ts)')]
  expect(() => sourcePages(dead)).toThrow(/nothing\.md.*\n.*nowhere\.ts/)
})

test('what stands in code or is a picture is no link', () => {
  expect(linksIn('`[a](a.md)` ![b](b.png)\n```md\n[c](c.md)\n```\n[`d`](d.md)')).toEqual(['d.md'])
})
