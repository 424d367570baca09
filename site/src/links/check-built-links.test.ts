import { expect, test } from 'vitest'
import { findDeadLinks } from './check-built-links.ts'

const dead = (html: string): string[] => {
  const pages = new Map([
    ['index.html', '<h1 id="docket">Docket</h1>'],
    ['adr/index.html', '<h1 id="decisions">Decisions</h1>'],
    ['page.html', html],
  ])
  return findDeadLinks(pages, new Set([...pages.keys(), 'assets/app.js']))
}

test('links to pages, folders, files, anchors and other hosts hold', () => {
  const links = [
    '/',
    '/adr/',
    '/adr/#decisions',
    '/index.html#docket',
    '#here',
    '/assets/app.js',
    'https://example.com/x',
  ]
  expect(dead(`<p id="here">${links.map((link) => `<a class="x" href="${link}">x</a>`).join('')}</p>`)).toEqual([])
})

test('a page that is not there is found', () => {
  expect(dead('<a href="/nothing.html">x</a>')).toEqual(['page.html: /nothing.html leads to no page'])
})

test('an anchor that is not there is found, on this page and on others', () => {
  expect(dead('<a href="#nowhere">x</a><a href="/adr/#nowhere">x</a>')).toEqual([
    'page.html: #nowhere leads to no place on that page',
    'page.html: /adr/#nowhere leads to no place on that page',
  ])
})

test('what is loaded from another host is found', () => {
  expect(dead('<script src="https://example.com/x.js"></script>')).toEqual([
    'page.html: loads https://example.com/x.js from another host',
  ])
})
