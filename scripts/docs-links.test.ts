import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
// In blocks and spans of code a bracket is a bracket.
const proseOf = (path: string): string =>
  textOf(path)
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')

/** As GitHub and most generators of sites make them. */
function anchorsOf(path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test.each(pages)('the links of %s lead somewhere', (page) => {
  const broken = [...proseOf(page).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(root, target))) return [`${path} is not there`]
      if (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).includes(anchor)) return []
      return [`${target} has no heading #${anchor}`]
    },
  )
  expect(broken).toEqual([])
})
