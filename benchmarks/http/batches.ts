import { randomUUID } from 'node:crypto'
import { nextEventId } from '@docket/core'
import { percentile } from '../lib/stats.ts'

export interface Batches {
  readonly inFlight: number
  readonly batchesOfDocument: number
  /** Has each event an idempotency key? */
  readonly hasKeys?: boolean
  readonly seconds: number
}

export interface Sent {
  readonly events: number
  readonly eventsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const EVENTS = 500
const DOCUMENTS = 25
/** More than any server has taken. */
const BATCHES_PER_SECOND = 120

/** Bodies to be sent one after the other, for each that is in flight: made before, so that only the server is measured. */
export function makeBatches(batches: Batches): string[][] {
  return Array.from({ length: batches.inFlight }, () => bodiesOf(batches))
}

/** @throws when anything is not accepted */
export async function sendBatches(host: string, token: string, bodies: string[][], seconds: number): Promise<Sent> {
  const url = `http://${host}/v1/events/batch`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const times: number[] = []
  const startedMs = performance.now()
  const untilMs = startedMs + seconds * 1000
  await Promise.all(
    bodies.map(async (own) => {
      for (const body of own) {
        const sentMs = performance.now()
        if (sentMs > untilMs) return
        const response = await fetch(url, { method: 'POST', headers, body })
        const answer = (await response.json()) as { accepted?: readonly string[] }
        if (answer.accepted?.length !== EVENTS) throw new Error(`${response.status}: ${JSON.stringify(answer)}`)
        times.push(performance.now() - sentMs)
      }
      throw new Error('The server is faster than what was made for it')
    }),
  )
  const events = times.length * EVENTS
  return {
    events,
    eventsPerSecond: events / ((performance.now() - startedMs) / 1000),
    p50Ms: percentile(times, 50),
    p99Ms: percentile(times, 99),
  }
}

function bodiesOf({ inFlight, batchesOfDocument, hasKeys = false, seconds }: Batches): string[] {
  let newest: string | undefined
  let run = ''
  return Array.from({ length: Math.ceil((seconds * BATCHES_PER_SECOND) / inFlight) }, (_, batch) => {
    if (batch % batchesOfDocument === 0) run = randomUUID().slice(0, 13)
    const events = Array.from({ length: EVENTS }, (_, n) => {
      newest = nextEventId(newest, Date.now())
      return {
        id: newest,
        event_type: 'counter.added',
        entity_type: 'counter',
        entity_id: `${run}-${n % DOCUMENTS}`,
        payload: { n },
        timestamp: '2026-11-22T18:00:00.000Z',
        user_id: 'ann',
        ...(hasKeys && { idempotency_key: `${run} ${n}` }),
      }
    })
    return JSON.stringify({ events })
  })
}
