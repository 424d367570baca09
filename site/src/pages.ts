import { globSync } from 'node:fs'
import { ROOT, readText } from './repository.ts'

/** A page of the site. */
export interface Page {
  /** Where it lies on the site, such as `http.md`. */
  readonly path: string
  /** The file of the repository that it is, such as `docs/http.md`; `generated/…` if it is made at build. */
  readonly from: string
  readonly text: string
}

/** Files outside of `docs` that are pages, and what they are called on the site. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'site/index.md': 'index.md',
  'README.md': 'readme.md',
  'SPEC.md': 'spec.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
  'packages/create-docket/README.md': 'create-docket.md',
  'examples/pos/README.md': 'restaurant.md',
}

/** Folders that links lead to, and the page that stands for each. */
const FOLDERS: Readonly<Record<string, string>> = {
  'docs/adr': 'adr/index.md',
  'benchmarks/results': 'results.md',
  'packages/create-docket': 'create-docket.md',
  'examples/pos': 'restaurant.md',
}

/** The page that a file or folder of the repository is on the site. */
export function pageOf(from: string): string | undefined {
  return ELSEWHERE[from] ?? FOLDERS[from] ?? /^(?:docs|generated)\/(.+\.md)$/.exec(from)?.[1]
}

/** The page that shows a file to which somebody links and which has no other, such as a source or a result. */
export function sourcePageOf(from: string): string {
  return from.endsWith('.md') ? `source/${from}` : `source/${from}.md`
}

/** Where a page is found on the site. */
export function urlOf(path: string): string {
  return `/${path.replace(/\.md$/, '.html').replace(/(^|\/)index\.html$/, '$1')}`
}

/** The pages that somebody wrote. */
export function writtenPages(): Page[] {
  const inDocs = globSync('docs/**/*.md', { cwd: ROOT }).map((from) => from.replaceAll('\\', '/'))
  return [...Object.keys(ELSEWHERE), ...inDocs.sort()].map((from) => ({
    path: pageOf(from) ?? from,
    from,
    text: readText(from),
  }))
}

/** A page that is made at build. */
export function generatedPage(path: string, text: string): Page {
  return { path, from: `generated/${path}`, text }
}
