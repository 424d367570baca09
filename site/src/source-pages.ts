import { extname, posix } from 'node:path'
import { DeadLinkError, resolveLink, type Target } from './links/resolve-link.ts'
import { type Page, sourcePageOf } from './pages.ts'
import { filesIn, kindOf, readText } from './repository.ts'

const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.mjs': 'js',
  '.py': 'python',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.sql': 'sql',
  '.html': 'html',
}

/** Nobody reads a longer list; and each of its files would be a page. */
const MOST_FILES = 50
const HEAD = '---\noutline: false\nsearch: false\naside: false\n---\n\n'

/**
 * A page for each file or folder of the repository to which a page links, and which is no page itself; and so on from there.
 *
 * @throws DeadLinkError with all dead links of all pages
 */
export function sourcePages(pages: readonly Page[]): Page[] {
  const made = new Map<string, Page>()
  const dead: string[] = []
  const read = [...pages]
  for (const { from, text } of read) {
    for (const href of linksIn(text)) {
      const target = resolved(from, href, dead)
      if (target?.kind !== 'source' || made.has(target.from)) continue
      const page = sourcePage(target.from)
      made.set(target.from, page)
      if (page.hasLinks) read.push(page)
    }
  }
  if (dead.length > 0) throw new DeadLinkError(dead.join('\n'))
  return [...made.values()]
}

function resolved(from: string, href: string, dead: string[]): Target | undefined {
  try {
    return resolveLink(from, href)
  } catch (error) {
    if (!(error instanceof DeadLinkError)) throw error
    dead.push(error.message)
    return undefined
  }
}

/** Where the links of a Markdown text lead, without its pictures and its code. */
export function linksIn(text: string): string[] {
  const prose = text.replace(/^(```+|~~~+).*?^\1/gms, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/(?<!!\[[^\]]*)\]\(([^)\s]+)\)/g)].map(([, href = '']) => href)
}

function sourcePage(from: string): Page & { readonly hasLinks: boolean } {
  const path = sourcePageOf(from)
  if (kindOf(from) === 'folder') return { path, from: `generated/${path}`, text: listing(from), hasLinks: true }
  const text = readText(from)
  if (from.endsWith('.md')) return { path, from, text, hasLinks: true }
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  const code = `${fence}${LANGUAGES[extname(from)] ?? 'txt'}\n${text.trimEnd()}\n${fence}`
  return { path, from, text: `${HEAD}# ${from}\n\n${code}\n`, hasLinks: false }
}

/** All files of a folder, as links: so each of them has a page. */
function listing(folder: string): string {
  const files = filesIn(folder)
  if (files.length > MOST_FILES)
    throw new DeadLinkError(`Something links to ${folder}, which has ${files.length} files; link to one of them`)
  const links = files.map((file) => `- [${posix.relative(folder, file)}](/${file})`)
  return `${HEAD}# ${folder}\n\n${links.join('\n')}\n`
}
