import { describe, expect, test } from 'vitest'
import { sampleHttp, tokens } from '../../test/sample-http.ts'

const db = { query: () => Promise.reject(new Error('not asked')) }
const { app } = sampleHttp({ db, development: true })

describe('the development token', () => {
  const ask = (body?: string) => app.request('/v1/dev/token', { method: 'POST', ...(body !== undefined && { body }) })

  test('is for whoever asks in development mode', async () => {
    const plain = (await (await ask()).json()) as { token: string }
    expect(await tokens.verify(plain.token)).toMatchObject({ subject: 'dev', tenant: 'demo', roles: ['auditor'] })
    const given = { tenant: 'cafe', sub: 'till-1', roles: ['device'], device: 'till-1', expires_in_s: 60 }
    const { token } = (await (await ask(JSON.stringify(given))).json()) as { token: string }
    expect(await tokens.verify(token)).toMatchObject({
      subject: 'till-1',
      tenant: 'cafe',
      roles: ['device'],
      device: 'till-1',
    })
  })

  test.each(['{', '[]', '{"tenant":"a/b"}', '{"expires_in_s":0}', '{"admin":true}', ' '.repeat(20_000)])(
    'is refused for a body that it does not understand: %s',
    async (body) => {
      const response = await ask(body)
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'bad_request' }])
    },
  )

  test('is not there in production', async () => {
    const production = sampleHttp({ db })
    const response = await production.app.request('/v1/dev/token', { method: 'POST' })
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'not_found' }])
  })
})
