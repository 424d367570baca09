import type { EventSchemas } from '@docket/core'
import { type Context, Hono } from 'hono'
import { DocketClient } from './docket-client.ts'
import { notFound, RestError } from './errors.ts'
import { problemResponse } from './problem-response.ts'
import { readList } from './read-list.ts'
import type { FetchHandler, RestAdapterOptions } from './rest-options.ts'
import { create, edit } from './rest-writes.ts'

/**
 * An old REST endpoint in front of Docket: its clients go on as they are, read `docket.entities` and record events, each
 * with its own token. What fails is a problem document (RFC 9457) with a stable `code`.
 */
export function restAdapter<State, Schemas extends EventSchemas>(
  options: RestAdapterOptions<State, Schemas>,
): FetchHandler {
  return handlerOf(options)
}

function handlerOf(options: RestAdapterOptions): FetchHandler {
  const { docket, entity, path, writes } = options
  const app = new Hono({ strict: false })
  const clientOf = (c: Context): DocketClient => new DocketClient(docket, c.req.raw.headers)
  app.onError(problemResponse)
  app.notFound((c) =>
    problemResponse(new RestError(404, 'not_found', `There is no ${c.req.method} ${c.req.path} here`)),
  )

  app.get(path, async (c) => {
    const { searchParams } = new URL(c.req.url)
    const query = options.listQuery?.(new URLSearchParams(searchParams)) ?? searchParams
    const after = searchParams.get('after')
    if (after !== null) query.set('after', after)
    const { body, headers } = await readList(clientOf(c), entity.name, query, c.req.header('if-none-match'))
    const resources = body.entities.map((row) => options.read(row)).filter((resource) => resource !== undefined)
    const next = body.next === null ? undefined : nextPage(c.req.url, body.next)
    if (next !== undefined) headers.set('link', `<${next}>; rel="next"`)
    return Response.json(options.list?.(resources, next) ?? resources, { headers })
  })

  app.get(`${path}/:id`, async (c) => {
    const id = c.req.param('id')
    const { body, headers } = await clientOf(c).one(entity.name, id, c.req.header('if-none-match'))
    const resource = options.read(body)
    if (resource === undefined) throw notFound(entity.name, id)
    return Response.json(resource, { headers })
  })

  const { 'POST /': made, ...edits } = writes
  const writeOf = (c: Context) => ({ options, client: clientOf(c), request: c.req.raw })
  if (made !== undefined) app.post(path, (c) => create(writeOf(c), made))
  for (const [route, made] of Object.entries(edits)) {
    const [method = '', below = ''] = route.split(' ')
    app.on(method, `${path}${below}`, (c) => edit(writeOf(c), c.req.param(), made))
  }
  return async (request) => app.fetch(request)
}

function nextPage(url: string, after: string): string {
  const { pathname, searchParams } = new URL(url)
  searchParams.set('after', after)
  return `${pathname}?${searchParams}`
}
