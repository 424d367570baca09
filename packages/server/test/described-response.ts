import type { createHttp } from '../src/http/create-http.ts'

type App = ReturnType<typeof createHttp>

interface Parses {
  parse(value: unknown): unknown
}

/**
 * Fails when an answer of a described route is not as its description says: status, content type and, of JSON, its
 * schema, which must name all members.
 */
export async function mustBeAsDescribed(app: App, method: string, path: string, response: Response): Promise<void> {
  const where = `${method} ${path} (${response.status})`
  const route = routesOf(app).find((one) => one.method === method.toLowerCase() && one.pattern.test(path))
  if (route === undefined) {
    if (response.status < 400) throw new Error(`${where} is not in the document`)
    return
  }
  const described = route.responses[response.status]
  if (described === undefined) throw new Error(`${where}: no response with this status is described`)
  if (response.body === null) return
  const contentType = response.headers.get('content-type')?.split(';')[0] ?? ''
  const schema = described.content?.[contentType]?.schema
  if (schema === undefined) throw new Error(`${where}: ${contentType} is not described`)
  if (!/^application\/(problem\+)?json$/.test(contentType)) return
  const body: unknown = await response.clone().json()
  const parsed = (schema as Parses).parse(body)
  // A schema passes over members that it does not name.
  if (JSON.stringify(sorted(parsed)) !== JSON.stringify(sorted(body))) {
    throw new Error(`${where} has members that are not described: ${JSON.stringify(body)}`)
  }
}

function routesOf(app: App) {
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return []
    const { method, path, responses } = definition.route
    return [
      { method, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}(\\?|$)`), responses: flat(responses) },
    ]
  })
}

type Described = { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }

function flat(responses: object): Readonly<Record<number, Described>> {
  return responses as Readonly<Record<number, Described>>
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
