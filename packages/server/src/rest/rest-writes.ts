import { hash, randomUUID } from 'node:crypto'
import { isNamePart } from '@docket/core'
import type { DocketClient, Found, Row } from './docket-client.ts'
import { AnsweredError, notFound, RestError } from './errors.ts'
import { refusalOf } from './judge-events.ts'
import { readRequest } from './read-request.ts'
import type { RestAdapterOptions, RestEdit, RestEvent, RestRequest } from './rest-options.ts'
import { eventsOf, sendEvents } from './send-events.ts'

type Events = RestEvent | readonly RestEvent[]

/** One request that writes. */
interface Write {
  readonly options: RestAdapterOptions
  readonly client: DocketClient
  readonly request: Request
}

/** `POST /`: a new entity. */
export async function create(write: Write, made: (request: RestRequest) => Events): Promise<Response> {
  const { options, client, request } = write
  const { entity } = options
  const asked = await readRequest(request)
  const key = keyOf(request)
  const named = options.newId?.(asked) ?? (key === undefined ? undefined : idOfKey(entity.name, key))
  const id = named ?? randomUUID()
  if (!isNamePart(id))
    throw new RestError(422, 'document_name_invalid', 'An id is 1 to 64 letters, digits, "_" and "-"')
  const row = named === undefined ? undefined : await existing(client, entity.name, id)
  const events = eventsOf(entity, [made(asked)].flat(), request.headers)
  const taken = new RestError(409, 'already_exists', `There is an ${entity.name} "${id}" already`)
  const refusal = row === undefined ? refusalOf(entity, entity.initial, events) : taken
  await sendEvents(events, { client, entity: entity.name, id, key, refusal })
  const location = `${new URL(request.url).pathname.replace(/\/$/, '')}/${id}`
  return answer(write, id, { status: 201, location })
}

/** Any other write, to an entity that is there. */
export async function edit(
  write: Write,
  params: Readonly<Record<string, string>>,
  made: (request: RestEdit<unknown>) => Events,
): Promise<Response> {
  const { options, client, request } = write
  const { entity } = options
  const { id = '' } = params
  const { body: row, headers } = await client.one(entity.name, id)
  if (options.read(row) === undefined) throw notFound(entity.name, id)
  const condition = request.headers.get('if-match')
  if (condition !== null && condition !== '*' && condition !== headers.get('etag')) {
    throw new RestError(412, 'precondition_failed', `The ${entity.name} has changed since: read it again`)
  }
  const asked = { ...(await readRequest(request)), id, params, state: row.state }
  const events = eventsOf(entity, [made(asked)].flat(), request.headers)
  const refusal = refusalOf(entity, row.state, events)
  await sendEvents(events, { client, entity: entity.name, id, key: keyOf(request), refusal })
  return request.method === 'DELETE' ? new Response(null, { status: 204 }) : answer(write, id, { status: 200 })
}

/** The resource after the write. It is committed: if it cannot be read now, the answer has no body, and is no failure. */
async function answer(
  { options, client }: Write,
  id: string,
  { status, location }: { readonly status: 200 | 201; readonly location?: string },
): Promise<Response> {
  const found = await client.one(options.entity.name, id).catch(() => undefined)
  const headers = new Headers(found?.headers)
  if (location !== undefined) headers.set('location', location)
  const resource = found && options.read(found.body)
  if (resource === undefined) return new Response(null, { status: status === 201 ? 201 : 204, headers })
  return Response.json(resource, { status, headers })
}

async function existing(client: DocketClient, entity: string, id: string): Promise<Found<Row> | undefined> {
  return client.one(entity, id).catch((error: unknown) => {
    if (error instanceof AnsweredError && error.response.status === 404) return undefined
    throw error
  })
}

function keyOf(request: Request): string | undefined {
  return request.headers.get('idempotency-key') ?? undefined
}

/** The same for the same key, so that a request that is sent again is for the same entity. */
function idOfKey(entity: string, key: string): string {
  return hash('sha256', `${entity} ${key}`, 'base64url').slice(0, 22)
}
