import { freePort } from '@docket/test-support/free-port'
import { expect, test } from 'vitest'
import { sampleHttp } from '../../test/sample-http.ts'

const path = '/v1/shape?table=entities&offset=-1'
/** Shapes need no database of ours. */
const db = { query: () => Promise.reject(new Error('not asked')) }

test('without an Electric service there are no shapes', async () => {
  expect(await sampleHttp({ db }).get(path)).toMatchObject({ status: 404, body: { code: 'electric_not_configured' } })
})

test('[ELE3] an Electric that is away is said to be away, and nobody hears its secret', async () => {
  const secret = 'Xq7-nobody-may-hear-this'
  const http = sampleHttp({ db, electric: { url: `http://127.0.0.1:${await freePort()}`, secret } })
  const answer = await http.get(path)
  expect(answer).toMatchObject({ status: 503, body: { code: 'electric_unreachable' } })
  expect(JSON.stringify(answer)).not.toContain(secret)
  expect(http.logged()).toContain('electric_unreachable')
  expect(http.logged()).not.toContain(secret)
})
