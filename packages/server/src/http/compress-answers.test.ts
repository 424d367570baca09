import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { compressAnswers } from './compress-answers.ts'
import type { HttpEnv } from './env.ts'

const large = JSON.stringify(Array.from({ length: 200 }, (_, n) => ({ n, name: 'soup' })))
const json = { 'content-type': 'application/json' }
const app = new Hono<HttpEnv>()
  .use(compressAnswers())
  .get('/large', (c) => c.body(large, 200, json))
  .post('/large', (c) => c.body(large, 200, json))
  .get('/small', (c) => c.body('{}', 200, json))
  .get('/nothing', (c) => c.body(null, 304))
  .get('/zip', (c) => c.body(large, 200, { 'content-type': 'application/zip' }))
  .get('/stream', (c) =>
    c.body(ReadableStream.from(large.match(/.{1,100}/gs)?.map((part) => Buffer.from(part)) ?? []), 200, {
      'content-type': 'text/csv; charset=utf-8',
    }),
  )

async function ask(path: string, accepted = 'br, gzip;q=0.8', method = 'GET') {
  const response = await app.request(path, { method, headers: { 'accept-encoding': accepted } })
  const bytes = Buffer.from(await response.arrayBuffer())
  const encoding = response.headers.get('content-encoding')
  return { encoding, length: bytes.byteLength, text: (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString() }
}

test.each(['/large', '/stream'])('%s is compressed for who takes it', async (path) => {
  const { encoding, length, text } = await ask(path)
  expect([encoding, text]).toEqual(['gzip', large])
  expect(length).toBeLessThan(large.length / 4)
  expect(await ask(path, '*')).toMatchObject({ encoding: 'gzip', text: large })
  for (const accepted of ['', 'br', 'gzip;q=0', '*;q=0', '*, gzip;q=0'])
    expect(await ask(path, accepted)).toMatchObject({ encoding: null, text: large })
})

test('what is small, compressed already, empty, or may be a token is left as it is', async () => {
  expect(await ask('/small')).toMatchObject({ encoding: null, text: '{}' })
  expect(await ask('/nothing')).toMatchObject({ encoding: null, text: '' })
  expect(await ask('/zip')).toMatchObject({ encoding: null, text: large })
  expect(await ask('/large', 'gzip', 'POST')).toMatchObject({ encoding: null, text: large })
})
