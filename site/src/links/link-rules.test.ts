import { createMarkdownRenderer } from 'vitepress'
import { expect, test } from 'vitest'
import { linkRules } from './link-rules.ts'

const md = await createMarkdownRenderer('/', {
  config: (it) => linkRules(it, new Set(['COM1', 'GAT2']), (path) => path),
})
const render = (text: string, path = 'docs/http.md'): Promise<string> =>
  md.renderAsync(text, { path, relativePath: path })

test('names of rules lead to where SPEC.md defines them, with brackets and without', async () => {
  const html = await render('It is so ([COM1], GAT2).')
  expect(html).toContain('href="/spec.html#com1"')
  expect(html).toContain('>COM1</a>, ')
  expect(html).toContain('href="/spec.html#gat2"')
})

test('names in code, in links and of other things are left alone', async () => {
  expect(await render('`COM1`, [see COM1](http.md), UTF16')).not.toContain('#com1')
})

test('a name in brackets that is no rule is a dead link', async () => {
  await expect(render('It is so [COM9].')).rejects.toThrow('docs/http.md: [COM9] is no rule of SPEC.md')
})

test('a rule is found where it is defined', async () => {
  expect(await render('- **COM1** Acknowledged means committed.', 'SPEC.md')).toContain(
    '<strong id="com1">COM1</strong>',
  )
})

test('a link of the repository is one of the site, and one that leads nowhere is an error', async () => {
  expect(await render('[x](operation.md#limits)')).toContain('href="/operation.html#limits"')
  await expect(render('[x](nothing.md)')).rejects.toThrow(
    'docs/http.md: the link "nothing.md" leads to docs/nothing.md',
  )
})
