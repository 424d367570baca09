import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolvePicture } from './links/resolve-link.ts'
import type { Page } from './pages.ts'
import { ROOT } from './repository.ts'

/** The pictures that pages show, by where they lie on the site. */
export function picturesOf(pages: readonly Page[]): Map<string, Uint8Array> {
  const shown = pages.flatMap(({ from, text }) =>
    [...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, source = '']) => resolvePicture(from, source)),
  )
  return new Map(shown.map((path) => [`pictures/${path}`, readFileSync(join(ROOT, path))]))
}
