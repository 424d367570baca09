import { expect, test } from 'vitest'
import { slug } from './slug.ts'

test.each([
  ['POST /v1/sync', 'post-v1sync'],
  ['What it costs', 'what-it-costs'],
  ['y-websocket servers', 'y-websocket-servers'],
  ["The server's own events", 'the-servers-own-events'],
  ['Über 10 % – schnell', 'über-10---schnell'],
])('the anchor of "%s" is %s, as on a code host', (heading, anchor) => {
  expect(slug(heading)).toBe(anchor)
})
