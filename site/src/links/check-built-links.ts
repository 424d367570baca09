import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { DeadLinkError } from './resolve-link.ts'

/**
 * Looks at the site as it is built: each link must lead to a file of it, each anchor to a place on that page, and nothing
 * may be loaded from another host. Links to other hosts are not followed.
 *
 * @throws DeadLinkError
 */
export function checkBuiltLinks(folder: string): void {
  const files = new Set(globSync('**/*.*', { cwd: folder }).map((path) => path.replaceAll('\\', '/')))
  const pages = new Map(
    [...files]
      .filter((path) => path.endsWith('.html'))
      .map((path) => [path, readFileSync(`${folder}/${path}`, 'utf8')]),
  )
  const dead = findDeadLinks(pages, files)
  if (dead.length > 0) throw new DeadLinkError(`${dead.length} dead links:\n${dead.join('\n')}`)
}

export function findDeadLinks(pages: ReadonlyMap<string, string>, files: ReadonlySet<string>): string[] {
  const anchors = new Map([...pages].map(([path, html]) => [path, anchorsOf(html)]))
  return [...pages].flatMap(([page, html]) => [...deadLinks(page, html, anchors, files), ...foreign(page, html)])
}

function deadLinks(
  page: string,
  html: string,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  files: ReadonlySet<string>,
): string[] {
  const hrefs = new Set([...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href = '']) => withoutEntities(href)))
  return [...hrefs].flatMap((href) => {
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href)) return []
    const { pathname, hash } = new URL(href, `http://site/${page}`)
    const path = decodeURI(pathname.slice(1))
    const file = path === '' || path.endsWith('/') ? posix.join(path, 'index.html') : path
    if (!files.has(file)) return [`${page}: ${href} leads to no page`]
    const anchor = decodeURIComponent(hash.slice(1))
    return anchor === '' || anchors.get(file)?.has(anchor) ? [] : [`${page}: ${href} leads to no place on that page`]
  })
}

/** Scripts, styles, pictures and fonts of other hosts. */
function foreign(page: string, html: string): string[] {
  const loads = html.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*?\s(?:src|href)="((?:https?:)?\/\/[^"]*)"/g)
  return [...loads].map(([, url]) => `${page}: loads ${url} from another host`)
}

function anchorsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => withoutEntities(id)))
}

function withoutEntities(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}
