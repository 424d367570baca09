import { expect, test } from 'vitest'
import { sampleHttp } from '../../../test/sample-http.ts'
import { PROBLEM_CODES } from '../problem-codes.ts'

const db = { query: () => Promise.reject(new Error('not asked')) }
const { app } = sampleHttp({ db, development: true })

interface Operation {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly responses: Readonly<Record<string, { description: string; content?: Readonly<Record<string, unknown>> }>>
}

interface Description {
  readonly openapi: string
  readonly security: readonly unknown[]
  readonly components: { readonly securitySchemes: unknown }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const description = (await (await app.request('/openapi.json')).json()) as Description
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)

test('every route is described, and nothing that is no route', () => {
  // What the page loads is a part of it.
  const isOfPage = (path: string) => path.startsWith('/docs/')
  const routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !isOfPage(path))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...new Set(routes)].sort())
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

test('what needs a token says so, and which problems it has', async () => {
  expect(description).toMatchObject({
    openapi: '3.1.0',
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  })
  for (const { path, method, security, responses } of operations) {
    const isOpen = security?.length === 0
    const { status } = await app.request(path.replaceAll(/\{\w+\}/g, 'x'), { method })
    expect([path, status === 401], path).toEqual([path, !isOpen])
    if (isOpen) continue
    for (const code of ['token_missing', 'token_expired', 'too_many_requests', 'database_unreachable'] as const) {
      const { status } = PROBLEM_CODES[code]
      expect(responses[status]?.description).toContain(code)
      expect(Object.keys(responses[status]?.content ?? {})).toEqual(['application/problem+json'])
    }
  }
})

test('who has the description already is told so', async () => {
  const first = await app.request('/openapi.json')
  const again = await app.request('/openapi.json', {
    headers: { 'if-none-match': `"other", ${first.headers.get('etag')}` },
  })
  expect([again.status, await again.text()]).toEqual([304, ''])
})

test('the page for people loads nothing from elsewhere', async () => {
  const page = await app.request('/docs')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
  const html = await page.text()
  expect(html).not.toMatch(/https?:/)
  const loaded = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(loaded).toHaveLength(3)
  for (const path of loaded) {
    const response = await app.request(path)
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      200,
      expect.stringMatching(/^text\/(css|javascript); charset=utf-8$/),
    ])
  }
})
