// What a team writes without a library for it: tables of events, of what waits to be sent, and of the list's rows.
import { Dexie, type EntityTable, liveQuery } from 'dexie'
import { ask } from '../http-of.ts'
import { type Row, rowOf } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import { foldEvents, newEvent, type StoredEvent } from './event.ts'

const BATCH = 500
const POLL_EVERY_MS = 500
const RETRY_AFTER_MS = 500

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

class Tables extends Dexie {
  declare events: EntityTable<StoredEvent, 'id'>
  declare queue: EntityTable<{ readonly id: string }, 'id'>
  declare rows: EntityTable<Row, 'id'>
  declare cursor: EntityTable<{ readonly id: 'cursor'; readonly seq: number }, 'id'>

  constructor() {
    super('pos', { chromeTransactionDurability: 'strict' })
    this.version(1).stores({ events: 'id, order_id', queue: 'id', rows: 'id, status', cursor: 'id' })
  }

  /** Own ones wait to be sent. */
  write(events: readonly StoredEvent[], own: boolean, seq?: number): Promise<void> {
    return this.transaction('rw', this.events, this.queue, this.rows, this.cursor, async () => {
      await this.events.bulkPut([...events])
      if (own) await this.queue.bulkPut(events.map(({ id }) => ({ id })))
      if (seq !== undefined) await this.cursor.put({ id: 'cursor', seq })
      for (const id of new Set(events.map(({ order_id }) => order_id))) {
        await this.rows.put(rowOf(id, foldEvents(await this.eventsOf(id))))
      }
    })
  }

  eventsOf(order: string): Promise<StoredEvent[]> {
    return this.events.where('order_id').equals(order).toArray()
  }
}

export const openDevice: OpenDevice = async ({ url, online }) => {
  const tables = new Tables()
  let connected = online
  let closed = false
  let sending: Promise<void> | undefined
  const sendAll = async (): Promise<void> => {
    for (;;) {
      const waiting = await tables.queue.limit(BATCH).primaryKeys()
      if (waiting.length === 0 || closed) return
      const events = await tables.events.bulkGet(waiting)
      await ask(url, '/events/batch', { events })
      await tables.queue.bulkDelete(waiting)
    }
  }
  const send = (): void => {
    if (!connected || closed || sending !== undefined) return
    sending = sendAll()
      .catch(() => sleep(RETRY_AFTER_MS))
      .then(async () => {
        sending = undefined
        // Recorded while the last look at the queue was under way, or not sent.
        if (!closed && (await tables.queue.count()) > 0) send()
      })
  }
  const poll = async (): Promise<boolean> => {
    const seq = (await tables.cursor.get('cursor'))?.seq ?? 0
    const { events } = await ask<{ events: (StoredEvent & { seq: number })[] }>(url, `/events/since?after=${seq}`)
    const last = events.at(-1)
    if (last !== undefined) await tables.write(events, false, last.seq)
    return last !== undefined
  }
  const keepPolling = async (): Promise<void> => {
    while (!closed) {
      const more = await poll().catch(() => false)
      if (!more) await sleep(POLL_EVERY_MS)
    }
  }
  const connect = (): void => {
    connected = true
    send()
    void keepPolling()
  }
  const record = async (id: string, change: StoredEvent['change']): Promise<void> => {
    await tables.write([newEvent(id, change)], true)
    send()
  }
  const shown = <T>(query: () => Promise<T>, show: (value: T) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const next = (value: T): void => {
        show(value)
        resolve()
      }
      liveQuery(query).subscribe({ next, error: reject })
    })
  if (online) connect()
  return {
    list: (show) => shown(() => tables.rows.where('status').anyOf('open', 'fired', 'served').toArray(), show),
    create: (id, table_number) => record(id, { type: 'created', table_number }),
    open: (id, show) =>
      shown(
        () => tables.eventsOf(id),
        (events) => events.length > 0 && show(foldEvents(events)),
      ),
    change: record,
    connect,
    safe: () =>
      new Promise((resolve) => {
        const waiting = liveQuery(() => tables.queue.count()).subscribe((count) => {
          if (count > 0) return
          resolve()
          queueMicrotask(() => waiting.unsubscribe())
        })
      }),
    async close() {
      closed = true
      await sending
      tables.close()
    },
  }
}
