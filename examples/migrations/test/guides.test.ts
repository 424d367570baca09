import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** Comes with `docket import`. */
const pages = [...readdirSync(join(root, 'docs/from')).map((name) => `docs/from/${name}`), 'docs/rest-adapter.md']

interface Block {
  readonly page: string
  readonly file: string
  readonly code: string
}

/** The code blocks of a page; the first line of each names the file that it is from. */
function blocksOf(page: string): Block[] {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/```tsx?\n\/\/ ([\w./-]+\.tsx?)\n([\s\S]*?)```/g)
  return [...blocks].map(([, file = '', code = '']) => ({ page, file, code }))
}

test.each(pages)('every block of %s names its file', (page) => {
  expect(readFileSync(join(root, page), 'utf8').match(/```tsx?/g)).toHaveLength(blocksOf(page).length)
})

test.each(pages.flatMap(blocksOf))('$page shows $file as it is', ({ file, code }) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(code)
})

test.each(pages)('what %s links to is there', (page) => {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[\w-]*)?\)/g)]
  const missing = links.map(([, path = '']) => join(root, page, '..', path)).filter((path) => !existsSync(path))
  expect(missing).toEqual([])
})
