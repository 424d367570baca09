import { expect, test } from 'vitest'
import type { Page } from '../pages.ts'
import { makeSidebar } from './make-sidebar.ts'

const page = (from: string, heading: string): Page => ({
  path: from.replace('docs/', ''),
  from,
  text: `# ${heading}\n`,
})
const http = page('docs/http.md', 'Over `HTTP`')
const jobs = page('docs/jobs.md', 'Jobs')

test('pages are called by their headings, in the order of the sections', () => {
  const sections = [{ text: 'Guides', entries: [{ page: 'docs/jobs.md' }, { page: 'docs/http.md' }] }]
  expect(makeSidebar(sections, [http, jobs])).toEqual([
    {
      text: 'Guides',
      items: [
        { text: 'Jobs', link: '/jobs.html' },
        { text: 'Over HTTP', link: '/http.html' },
      ],
    },
  ])
})

test('a page that is named and not there is an error, unless it is to come', () => {
  const section = (toCome?: true) => [
    { text: 'Guides', entries: [{ page: 'docs/http.md' }, { page: 'docs/x.md', ...(toCome && { toCome }) }] },
  ]
  expect(() => makeSidebar(section(), [http])).toThrow('names docs/x.md, which is not there')
  expect(makeSidebar(section(true), [http])).toEqual([{ text: 'Guides', link: '/http.html' }])
})

test('a page that is in no section is an error', () => {
  const sections = [{ text: 'Guides', entries: [{ page: 'docs/http.md' }] }]
  expect(() => makeSidebar(sections, [http, jobs])).toThrow('In no section of the sidebar')
})

test('a folder has all of its pages, and a section without pages is left out', () => {
  const sections = [
    { text: 'From', entries: [{ folder: 'docs/from' }] },
    { text: 'All', entries: [{ folder: 'docs' }] },
  ]
  expect(makeSidebar(sections, [http, jobs]).map(({ text }) => text)).toEqual(['All'])
})
