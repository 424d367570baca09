import { headingOf } from './heading.ts'
import { generatedPage, type Page } from './pages.ts'

/** The list of all decisions, newest first. */
export function adrPage(pages: readonly Page[]): Page {
  const decisions = pages.filter(({ from }) => /^docs\/adr\/\d/.test(from)).reverse()
  const lines = decisions.map(({ from, text }) => `- [${headingOf(text)}](/${from})`)
  const head = '# Decisions\n\nWhy Docket is as it is: one page a decision, the newest first.'
  return generatedPage('adr/index.md', `---\noutline: false\n---\n\n${head}\n\n${lines.join('\n')}\n`)
}
