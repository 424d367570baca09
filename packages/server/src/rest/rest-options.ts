import type { Entity, EventSchemas } from '@docket/core'

/** Answers a request as `fetch` does: hono, Next and Deno take it as it is, Express by `@hono/node-server`. */
export type FetchHandler = (request: Request) => Promise<Response>

/** An entity as `docket.entities` has it. */
export interface RestRow<State> {
  readonly id: string
  readonly state: State
  readonly summary: unknown
  /** The tenant's number of the newest event in it. */
  readonly seq: number
  /** RFC 3339, when its first event was recorded. */
  readonly created_at: string
  /** RFC 3339, when its newest was. */
  readonly updated_at: string
}

/** What a request wants to be recorded. Its payload is checked by the entity's schema: what does not fit is a 422. */
export interface RestEvent<Type extends string = string> {
  readonly type: Type
  readonly payload: unknown
}

/** A request to the adapter, as writes see it. */
export interface RestRequest {
  /** The JSON object that came, empty where none did. */
  readonly body: Readonly<Record<string, unknown>>
  readonly query: URLSearchParams
}

/** A request to an entity that is there. */
export interface RestEdit<State> extends RestRequest {
  readonly id: string
  readonly state: State
  /** What the path has in the places that begin with a colon. */
  readonly params: Readonly<Record<string, string>>
}

type Events<Type extends string> = RestEvent<Type> | readonly RestEvent<Type>[]
type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A method, not a property with a function type: so that writes of one state are also writes of unknown state. */
type Edit<State, Type extends string> = { edit(request: RestEdit<State>): Events<Type> }['edit']

/** By method and path behind that of the adapter. No events: nothing is to change. Several are recorded all or none. */
export interface RestWrites<State, Type extends string> {
  readonly 'POST /'?: (request: RestRequest) => Events<Type>
  readonly [editing: `${Method} /:id${string}`]: Edit<State, Type>
}

/** What an adapter serves, of which entity, and how a write becomes events. */
export interface RestAdapterOptions<State = unknown, Schemas extends EventSchemas = EventSchemas> {
  /** The URL of a Docket server, or the `fetch` of one in this process. */
  readonly docket: string | FetchHandler
  readonly entity: Entity<string, State, Schemas>
  /** Where the old endpoint is: `/orders`. */
  readonly path: `/${string}`
  readonly writes: RestWrites<State, keyof Schemas & string>
  /** The resource as old clients know it; undefined when it is gone for them (404, and in no list). */
  read(row: RestRow<State>): unknown
  /** The list's query in Docket's words; as it came unless told. */
  listQuery?(query: URLSearchParams): URLSearchParams
  /** The list as old clients know it; an array unless told. `next` is the path of the next page. */
  list?(resources: readonly unknown[], next: string | undefined): unknown
  /** What a client calls the resource that it posts; a name is made here unless told. */
  newId?(request: RestRequest): string | undefined
}
