import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SampleHttp, sampleHttp } from '../../test/sample-http.ts'

let root: string
let app: SampleHttp['app']

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'docket-static-'))
  const staticDir = join(root, 'dist')
  await mkdir(join(staticDir, 'assets'), { recursive: true })
  await writeFile(join(staticDir, 'index.html'), '<title>Till</title>')
  await writeFile(join(staticDir, 'assets', 'till-1a2b.js'), 'open()')
  await writeFile(join(root, 'secret'), 'sesame')
  const db = { query: () => Promise.reject(new Error('not asked')) }
  app = sampleHttp({ db, staticDir }).app
})
afterAll(() => rm(root, { recursive: true }))

async function get(path: string, accept = '*/*'): Promise<unknown[]> {
  const response = await app.request(path, { headers: { accept } })
  return [response.status, response.headers.get('cache-control'), await response.text()]
}

test('serves the page at every path to which somebody navigates, and its files', async () => {
  const page = [200, 'no-cache', '<title>Till</title>']
  expect(await get('/')).toEqual(page)
  expect(await get('/orders/7', 'text/html,*/*')).toEqual(page)
  expect(await get('/assets/till-1a2b.js')).toEqual([200, 'public, max-age=31536000, immutable', 'open()'])
})

test('answers a problem for what is no file, and for the API', async () => {
  for (const path of ['/orders/7', '/assets/gone.js', '/../secret', '/%2e%2e/secret', '/..%2fsecret']) {
    const [status, cache, text] = await get(path)
    expect([status, cache], path).toEqual([404, null])
    expect(text).toContain('"code":"not_found"')
  }
  expect((await get('/v1/entities/order', 'text/html'))[0]).toBe(401)
})
