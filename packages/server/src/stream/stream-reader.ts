import { TENANT_RECORDS } from '../evidence/tenant-records.ts'
import { sleep } from '../sleep.ts'
import type { TailEvent, TenantTail } from './tenant-tail.ts'

/** The socket as its reader's writer sees it. */
export interface StreamSocket {
  /** Bytes that are sent and not taken by the other side. */
  readonly unreadBytes: number
  send(text: string): void
  close(code: number, reason: string): void
}

export interface ReaderOptions {
  readonly tail: TenantTail
  readonly socket: StreamSocket
  /** Entity types; all documents' unless told. */
  readonly channels: ReadonlySet<string> | undefined
  readonly after: number
  /** A sign of life when nothing happens, ms. */
  readonly heartbeatMs: number
  /** Who has taken nothing for so long is too slow, ms. */
  readonly patienceMs: number
  /** Aborted when the socket is closed. */
  readonly signal: AbortSignal
}

const TRY_AGAIN = 1013
const MAX_UNREAD_BYTES = 1024 * 1024
const LOOK_EVERY_MS = 50

/**
 * Sends one reader what it asks for, at its own pace: nothing is read for it that it does not take. One that takes
 * nothing for too long is told and dropped; it resumes after the last number that it has.
 */
export async function streamTo(options: ReaderOptions): Promise<void> {
  const { tail, socket, heartbeatMs, signal } = options
  let cursor = options.after
  while (!signal.aborted) {
    const { events, next } = await tail.after(cursor)
    for (const event of events) if (isMeant(event, options)) socket.send(event.text)
    cursor = next
    if (!(await isTaken(options))) {
      socket.send(
        JSON.stringify({ code: 'reader_too_slow', detail: 'Connect again with after=<the last seq that you have>' }),
      )
      socket.close(TRY_AGAIN, 'reader_too_slow')
      return
    }
    if (events.length > 0) continue
    const isChanged = await tail.changed(cursor, heartbeatMs, signal)
    // Whoever chose other channels learns how far it has come.
    if (!isChanged && !signal.aborted) socket.send(JSON.stringify({ heartbeat: true, next: cursor }))
  }
}

function isMeant({ entityType }: TailEvent, { channels }: ReaderOptions): boolean {
  return channels === undefined ? entityType !== TENANT_RECORDS : channels.has(entityType)
}

/** Waits until the other side has taken most of what was sent; false when it does not. */
async function isTaken({ socket, patienceMs, signal }: ReaderOptions): Promise<boolean> {
  for (let waitedMs = 0, unread = socket.unreadBytes; socket.unreadBytes > MAX_UNREAD_BYTES && !signal.aborted; ) {
    await sleep(LOOK_EVERY_MS, signal)
    // Slow is not the same as gone.
    waitedMs = socket.unreadBytes < unread ? 0 : waitedMs + LOOK_EVERY_MS
    unread = socket.unreadBytes
    if (waitedMs >= patienceMs) return false
  }
  return true
}
