import { join } from 'node:path'
import type { Plugin } from 'vite'
import { generatePages } from './generate-pages.ts'
import { ROOT } from './repository.ts'

const WATCHED = ['docs', 'site/index.md', 'README.md', 'SPEC.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']
const OF_PACKAGES = ['benchmarks/results', 'packages/create-docket/README.md', 'examples/pos/README.md']

/** While the site is being worked on: gathers the pages again when one of them changes. */
export function watchPages(): Plugin {
  return {
    name: 'docket:watch-pages',
    configureServer({ watcher, config }) {
      const paths = [...WATCHED, ...OF_PACKAGES].map((path) => join(ROOT, path))
      watcher.add(paths)
      watcher.on('all', (_, file) => {
        if (!paths.some((path) => file === path || file.startsWith(`${path}/`))) return
        try {
          generatePages()
        } catch (error) {
          config.logger.error(error instanceof Error ? error.message : String(error))
        }
      })
    },
  }
}
