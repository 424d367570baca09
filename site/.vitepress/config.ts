import { join, relative } from 'node:path'
import { defineConfig } from 'vitepress'
import { GENERATED, generatePages } from '../src/generate-pages.ts'
import { checkBuiltLinks } from '../src/links/check-built-links.ts'
import { linkRules } from '../src/links/link-rules.ts'
import { slug } from '../src/links/slug.ts'
import { ROOT } from '../src/repository.ts'
import { ruleNames } from '../src/rules.ts'
import { makeSidebar } from '../src/sidebar/make-sidebar.ts'
import { sections } from '../src/sidebar/sections.ts'
import { watchPages } from '../src/watch-pages.ts'

const { pages, sources } = generatePages()
const files = new Map([...pages, ...sources].map(({ path, from }) => [path, from]))
const fileOf = (page: string): string => {
  const path = relative(GENERATED, page).replaceAll('\\', '/')
  return files.get(path) ?? path
}

export default defineConfig({
  title: 'Docket',
  description: 'An event-sourced, offline-first data layer on Yjs, for applications whose records matter.',
  srcDir: GENERATED,
  outDir: join(ROOT, 'site/dist'),
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  markdown: {
    anchor: { slugify: slug },
    config: (md) => linkRules(md, ruleNames(), fileOf),
  },
  themeConfig: {
    sidebar: makeSidebar(sections, pages),
    nav: [
      { text: 'Results', link: '/results.html' },
      { text: 'API', link: '/api/core.html' },
      { text: 'Specification', link: '/spec.html' },
    ],
    outline: [2, 3],
    search: {
      provider: 'local',
      // Who looks for a word wants to read of it before seeing its types.
      options: {
        miniSearch: {
          searchOptions: { boostDocument: (id: unknown) => (String(id).startsWith('/api/') ? 0.3 : 1) },
        },
      },
    },
  },
  ignoreDeadLinks: 'localhostLinks',
  vite: {
    publicDir: join(ROOT, 'site/public'),
    plugins: [watchPages()],
    // A page is one chunk, and that of a large entry is large.
    build: { chunkSizeWarningLimit: 2000 },
  },
  // What only links lead to stands in no order.
  transformPageData: ({ relativePath, frontmatter }) =>
    relativePath.startsWith('source/') ? { frontmatter: { ...frontmatter, prev: false, next: false } } : undefined,
  buildEnd: ({ outDir }) => checkBuiltLinks(outDir),
})
