import { join } from 'node:path'
import { adrPage } from './adr-page.ts'
import { apiPages } from './api/api-pages.ts'
import { type Page, writtenPages } from './pages.ts'
import { picturesOf } from './pictures.ts'
import { ROOT } from './repository.ts'
import { resultsPage } from './results/results-page.ts'
import { sourcePages } from './source-pages.ts'
import { writeGenerated } from './write-generated.ts'

/** Where the pages of the site are gathered; nothing of it is committed. */
export const GENERATED: string = join(ROOT, 'site/generated')

/** Pages for the sidebar, and those that only links lead to. */
export interface Gathered {
  readonly pages: readonly Page[]
  readonly sources: readonly Page[]
}

/** Gathers all pages, those of the repository as they are and those that are made of it. */
export function generatePages(): Gathered {
  const written = writtenPages()
  const pages = [...written, adrPage(written), resultsPage(), ...apiPages()]
  const sources = sourcePages(pages)
  const all = [...pages, ...sources]
  const files = new Map<string, string | Uint8Array>(picturesOf(all.filter(({ from }) => from.endsWith('.md'))))
  for (const { path, text } of all) files.set(path, text)
  writeGenerated(GENERATED, files)
  return { pages, sources }
}
