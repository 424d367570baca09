import type { DocketServer } from '../../src/create-server.ts'

/** What `GET /v1/shape` answered. */
export interface ShapeAnswer {
  readonly status: number
  readonly headers: Headers
  /** A problem document, or messages. */
  readonly body: unknown
  /** The rows that are told of. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export async function tokenWith({ url }: DocketServer, tenant: string, roles: readonly string[]): Promise<string> {
  const response = await fetch(`${url}/v1/dev/token`, {
    method: 'POST',
    body: JSON.stringify({ tenant, sub: 'ann', roles }),
  })
  return ((await response.json()) as { token: string }).token
}

export async function askShape(
  url: string,
  token: string,
  query: string | Record<string, string>,
): Promise<ShapeAnswer> {
  const asked = `${url}/v1/shape?${new URLSearchParams(query)}`
  const response = await fetch(asked, { headers: { authorization: `Bearer ${token}` } })
  const body: unknown = await response.json()
  const rows = Array.isArray(body) ? body.flatMap(({ value }) => value ?? []) : []
  return { status: response.status, headers: response.headers, body, rows }
}

/** All rows that a shape has now. */
export async function readShape(url: string, token: string, query: Record<string, string>): Promise<ShapeAnswer> {
  let answer = await askShape(url, token, { ...query, offset: '-1' })
  const rows = [...answer.rows]
  while (answer.status === 200 && !answer.headers.has('electric-up-to-date')) {
    const handle = answer.headers.get('electric-handle') ?? ''
    const offset = answer.headers.get('electric-offset') ?? ''
    answer = await askShape(url, token, { ...query, handle, offset })
    rows.push(...answer.rows)
  }
  return { ...answer, rows }
}
