import { headingOf } from '../heading.ts'
import { type Page, urlOf } from '../pages.ts'
import type { PageEntry, Section } from './sections.ts'

export interface SidebarLink {
  readonly text: string
  readonly link: string
}

export interface SidebarSection {
  readonly text: string
  readonly collapsed?: boolean
  readonly items: SidebarLink[]
}

/** A page that is named and not there, or is there and in no section. */
export class SidebarError extends Error {
  readonly code = 'sidebar_incomplete'
}

/**
 * The sidebar of the pages that there are, in the order of the sections. Sections without a page are left out.
 *
 * @throws SidebarError
 */
export function makeSidebar(sections: readonly Section[], all: readonly Page[]): (SidebarSection | SidebarLink)[] {
  const pages = new Map(all.map((page) => [page.from, page]))
  const shown = new Set<string>()
  const made = sections.map(({ entries, ...section }) => ({
    ...section,
    items: entries
      .flatMap((entry) => ('page' in entry ? named(entry, pages) : inFolder(entry.folder, pages)))
      .map((entry) => {
        shown.add(entry.page)
        return linkTo(entry, pages)
      }),
  }))
  const left = [...pages.keys()].filter((page) => !shown.has(page))
  if (left.length > 0)
    throw new SidebarError(`In no section of the sidebar (site/src/sidebar/sections.ts): ${left.join(', ')}`)
  return made.filter(({ items }) => items.length > 0).map(withoutItself)
}

/** A section of one page is that page. */
function withoutItself(section: SidebarSection): SidebarSection | SidebarLink {
  const [only, ...rest] = section.items
  return only === undefined || rest.length > 0 ? section : { text: section.text, link: only.link }
}

function named(entry: PageEntry, pages: ReadonlyMap<string, Page>): PageEntry[] {
  if (pages.has(entry.page)) return [entry]
  if (entry.toCome) return []
  throw new SidebarError(`The sidebar (site/src/sidebar/sections.ts) names ${entry.page}, which is not there`)
}

function inFolder(folder: string, pages: ReadonlyMap<string, Page>): PageEntry[] {
  return [...pages.keys()].filter((page) => page.startsWith(`${folder}/`)).map((page) => ({ page }))
}

function linkTo({ page, text, anchor }: PageEntry, pages: ReadonlyMap<string, Page>): SidebarLink {
  const found = pages.get(page)
  const heading = text ?? headingOf(found?.text ?? '')
  if (found === undefined || heading === undefined)
    throw new SidebarError(`${page} has no heading; begin it with "# …"`)
  return { text: heading, link: urlOf(found.path) + (anchor === undefined ? '' : `#${anchor}`) }
}
