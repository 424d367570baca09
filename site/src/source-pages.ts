import { extname } from 'node:path'
import { resolveLink } from './links/resolve-link.ts'
import { generatedPage, type Page, sourcePageOf } from './pages.ts'
import { readText } from './repository.ts'

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

/** A page for each file of the repository to which a page links, and which is no page itself. */
export function sourcePages(pages: readonly Page[]): Page[] {
  const targets = pages.flatMap(({ from, text }) => linksIn(text).map((href) => resolveLink(from, href)))
  const sources = new Set(targets.flatMap((target) => (target.kind === 'source' ? [target.from] : [])))
  return [...sources].map((from) => generatedPage(sourcePageOf(from), sourcePage(from)))
}

/** Where the links of a Markdown text lead, without its pictures. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/(?<!!\[[^\]]*)\]\(([^)\s]+)\)/g)].map(([, href = '']) => href)
}

function sourcePage(path: string): string {
  const text = readText(path)
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  const language = LANGUAGES[extname(path)] ?? 'txt'
  return `---\noutline: false\nsearch: false\naside: false\n---\n\n# ${path}\n\n${fence}${language}\n${text.trimEnd()}\n${fence}\n`
}
