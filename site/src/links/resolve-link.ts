import { posix } from 'node:path'
import { pageOf, sourcePageOf, urlOf } from '../pages.ts'
import { kindOf } from '../repository.ts'

/** A link to something that is not there. */
export class DeadLinkError extends Error {
  readonly code = 'dead_link'
}

export type Target =
  | { readonly kind: 'external' }
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'source'; readonly from: string; readonly url: string }

/**
 * Where a link of a file of the repository leads on the site: to a page, or to one that shows the file. A folder is its
 * README, or the list of its files. A link that begins with `/` is from the root of the repository, as on code hosts.
 *
 * @throws DeadLinkError
 */
export function resolveLink(from: string, href: string): Target {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href)) return { kind: 'external' }
  const [target = '', anchor] = decodeURI(href).split('#')
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (target === '') return { kind: 'page', url: hash }
  const named = pathOf(from, target)
  const path = kindOf(`${named}/README.md`) === 'file' && pageOf(named) === undefined ? `${named}/README.md` : named
  const page = pageOf(path)
  const kind = path.startsWith('generated/') ? 'file' : kindOf(path)
  if (kind === undefined) throw new DeadLinkError(`${from}: the link "${href}" leads to ${path}, which is not there`)
  if (page !== undefined) return { kind: 'page', url: urlOf(page) + hash }
  if (hash !== '' && !path.endsWith('.md'))
    throw new DeadLinkError(`${from}: the link "${href}" has an anchor, but leads to no page`)
  return { kind: 'source', from: path, url: urlOf(sourcePageOf(path)) + hash }
}

/**
 * The file of the repository that a picture is.
 *
 * @throws DeadLinkError
 */
export function resolvePicture(from: string, source: string): string {
  const path = pathOf(from, source)
  if (kindOf(path) === 'file') return path
  throw new DeadLinkError(`${from}: the picture "${source}" is ${path}, which is not there`)
}

function pathOf(from: string, target: string): string {
  return posix.join(target.startsWith('/') ? '.' : posix.dirname(from), target).replace(/^\/|\/$/g, '')
}
