import * as z from 'zod/mini'
import type { CommittedEvent } from '../../books/committed-event.ts'
import { closed } from '../../closing/closing-payload.ts'
import type { DeviceToken } from '../../session/device-token.ts'
import type { MadeClosing } from '../closings/made-closing.ts'
import { type Verification, verification } from '../verify/verification.ts'
import { committedEvent, eventMessage } from './event-message.ts'
import { problemOf } from './problem-error.ts'

/** What the manager's page asks the server. Everything throws ProblemError, or what `fetch` throws. */
export interface ManagerApi {
  /** A page of the orders' events, by their numbers. */
  eventsSince(query: EventsQuery): Promise<EventsPage>
  /** All events of one order. */
  orderEvents(orderId: string): Promise<readonly CommittedEvent[]>
  /** All closings, by their numbers. */
  closings(): Promise<readonly MadeClosing[]>
  exportOrder(orderId: string, format: ExportFormat): Promise<Blob>
  /** The bundle of all that was recorded between two times, ms since the epoch. */
  exportPeriod(fromMs: number, toMs: number): Promise<Blob>
  /** Has the server check the whole trail. */
  verify(): Promise<Verification>
}

export type ExportFormat = 'bundle' | 'csv' | 'html'

export interface EventsQuery {
  /** Numbers greater than this. */
  readonly after: number
  /** Only what was recorded at this time or later, ms since the epoch. */
  readonly sinceMs?: number | undefined
}

export interface EventsPage {
  readonly events: readonly CommittedEvent[]
  /** Where to go on. On the last page, the number of the tenant's newest event. */
  readonly next: number
  readonly isLast: boolean
}

const PAGE = 500

const page = z.object({ events: z.array(z.extend(eventMessage, { entity_id: z.string() })), next: z.int() })
const trail = z.object({ events: z.array(eventMessage) })
const closings = z.object({
  entities: z.array(
    z.object({
      id: z.string(),
      state: z.object({
        closed: z.nullable(closed),
        closed_at: z.nullable(z.int()),
        closed_by: z.nullable(z.string()),
      }),
    }),
  ),
  next: z.nullable(z.string()),
})

/** @param origin where the server is; unless told, where the page comes from */
export function managerApi(token: DeviceToken, origin = ''): ManagerApi {
  const get = async (path: string, parameters: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const query = new URLSearchParams(parameters)
    const response = await fetch(`${origin}${path}${query.size === 0 ? '' : `?${query}`}`, {
      headers: { authorization: `Bearer ${await token.get()}` },
      // What is compared with its evidence is read anew: an ETag says that no event came, not that nobody touched it.
      cache: 'no-store',
    })
    // For example after the server was started anew with another secret: the next try asks for a fresh one.
    if (response.status === 401) token.forget()
    if (!response.ok) throw await problemOf(response)
    return response
  }
  const time = (ms: number): string => new Date(ms).toISOString()
  return {
    async eventsSince({ after, sinceMs }) {
      const since = sinceMs === undefined ? {} : { since: time(sinceMs) }
      const query = { entity_type: 'order', limit: String(PAGE), after: String(after), ...since }
      const { events, next } = page.parse(await (await get('/v1/events/since', query)).json())
      const committed = events.map((message) => committedEvent(message.entity_id, message))
      return { events: committed, next, isLast: events.length < PAGE }
    },
    async orderEvents(orderId) {
      const { events } = trail.parse(await (await get(`/v1/entities/order/${orderId}/audit`)).json())
      return events.map((message) => committedEvent(orderId, message))
    },
    async closings() {
      const made: MadeClosing[] = []
      for (let after: string | null = ''; after !== null; ) {
        const query: Record<string, string> = { limit: String(PAGE), ...(after !== '' && { after }) }
        const { entities, next } = closings.parse(await (await get('/v1/entities/closing', query)).json())
        for (const { id, state } of entities) {
          if (state.closed === null) continue
          made.push({ id, closed: state.closed, closedAtMs: state.closed_at ?? 0, closedBy: state.closed_by })
        }
        after = next
      }
      return made
    },
    async exportOrder(orderId, format) {
      return (await get(`/v1/entities/order/${orderId}/audit`, { format })).blob()
    },
    async exportPeriod(fromMs, toMs) {
      return (await get('/v1/audit', { from: time(fromMs), to: time(toMs), format: 'bundle' })).blob()
    },
    async verify() {
      return verification.parse(await (await get('/v1/audit/verify')).json())
    },
  }
}
