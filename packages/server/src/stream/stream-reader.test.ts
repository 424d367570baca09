import { expect, test, vi } from 'vitest'
import { type StreamSocket, streamTo } from './stream-reader.ts'
import { type TailPage, TenantTail } from './tenant-tail.ts'

const LENGTH = 600 * 1024

/** A ledger of long events, and a socket that takes them when it likes. */
function open(events: number) {
  const read = vi.fn(async (after: number): Promise<TailPage> => {
    const seq = Math.min(after + 1, events)
    const event = { seq, entityType: 'order', text: JSON.stringify({ seq, text: 'x'.repeat(LENGTH) }) }
    return { events: after < events ? [event] : [], next: seq }
  })
  const sent: string[] = []
  const socket = {
    unreadBytes: 0,
    send(text: string) {
      sent.push(text)
      socket.unreadBytes += text.length
    },
    close: vi.fn<StreamSocket['close']>(),
  }
  const closed = new AbortController()
  const done = streamTo({
    tail: new TenantTail(events, { read, onError: () => undefined }),
    socket,
    channels: undefined,
    after: 0,
    heartbeatMs: 20,
    patienceMs: 200,
    signal: closed.signal,
  })
  return { read, sent, socket, closed, done }
}

test('[STR2] a reader that takes nothing is told, dropped, and nothing more is read for it', async () => {
  const { read, sent, socket, done } = open(50)
  await done
  expect(socket.close).toHaveBeenCalledWith(1013, 'reader_too_slow')
  expect(JSON.parse(sent.at(-1) ?? '')).toMatchObject({ code: 'reader_too_slow' })
  expect(read.mock.calls.length).toBeLessThan(5)
})

test('[STR2] a reader that is slow gets everything, and then signs of life', async () => {
  const { sent, socket, closed, done } = open(12)
  const reading = setInterval(() => {
    socket.unreadBytes = Math.max(0, socket.unreadBytes - LENGTH)
  }, 20)
  await vi.waitFor(() => expect(sent.some((text) => text.includes('heartbeat'))).toBe(true), { timeout: 10_000 })
  clearInterval(reading)
  closed.abort()
  await done
  const seqs = sent.map((text) => (JSON.parse(text) as { seq?: number }).seq)
  expect(seqs.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect(sent.at(-1)).toBe('{"heartbeat":true,"next":12}')
  expect(socket.close).not.toHaveBeenCalled()
})
