import { Dexie, type EntityTable } from 'dexie'
import { token } from '../../screen/session.ts'

export interface StoredEvent {
  /** A UUIDv7. */
  readonly id: string
  readonly entity_id: string
  readonly event_type: string
  readonly payload: Record<string, unknown>
  /** RFC 3339. */
  readonly timestamp: string
  readonly sent: 0 | 1
  /** Why the server refused it. */
  readonly error?: string
}

export const db = new Dexie('event-store') as Dexie & {
  events: EntityTable<StoredEvent, 'id'>
  /** How far the server's events have been read. */
  cursor: EntityTable<{ readonly name: string; readonly after: number }, 'name'>
}
db.version(1).stores({ events: 'id, entity_id, event_type, sent', cursor: 'name' })

export async function record(entity_id: string, event_type: string, payload: Record<string, unknown>): Promise<void> {
  const event = { id: uuidv7(), entity_id, event_type, payload, timestamp: new Date().toISOString(), sent: 0 as const }
  await db.events.add(event)
  await sync()
}

let syncing: Promise<void> | undefined

/** Sends what was not sent, and reads what others did. */
export function sync(): Promise<void> {
  syncing ??= push()
    .then(pull)
    .catch(() => undefined) // Offline: the next round tries again.
    .finally(() => {
      syncing = undefined
    })
  return syncing
}

export async function push(): Promise<void> {
  const events = await db.events.where('sent').equals(0).sortBy('id')
  if (events.length === 0) return
  const body = events.map(({ sent, ...event }) => ({ ...event, entity_type: 'order' }))
  const { rejected } = await call('POST', '/v1/events/batch', { events: body })
  const reasons = new Map(rejected.map(({ id, reason }: { id: string; reason: string }) => [id, reason]))
  await db.events.bulkPut(events.map((event) => ({ ...event, sent: 1, ...withError(reasons.get(event.id)) })))
}

async function pull(): Promise<void> {
  const { after } = (await db.cursor.get('server')) ?? { after: 0 }
  const { events, next } = await call('GET', `/v1/events/since?after=${after}&entity_type=order`)
  await db.transaction('rw', db.events, db.cursor, async () => {
    for (const { event_id: id, entity_id, event_type, payload, occurred_at: timestamp, reject_reason } of events) {
      await db.events.put({ id, entity_id, event_type, payload, timestamp, sent: 1, ...withError(reject_reason) })
    }
    await db.cursor.put({ name: 'server', after: next })
  })
}

async function call(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.json()
}

const withError = (error: unknown) => (typeof error === 'string' ? { error } : {})

function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`
}
