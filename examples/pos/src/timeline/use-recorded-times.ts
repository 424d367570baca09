import { useSyncStatus } from '@docket/react'
import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { useFetchAudit } from '../session/audit.tsx'

/** When the server recorded an order's events: ms since the epoch, by event id. */
export type RecordedTimes = ReadonlyMap<string, number>

const trail = z.object({ events: z.array(z.object({ event_id: z.string(), recorded_at: z.string() })) })
const NOTHING: RecordedTimes = new Map()

/**
 * Only the server knows these times. They are asked for when the timeline is opened, not at each commit: who reads a trail
 * is recorded every time. What is committed later, or while offline, has none until it is opened again.
 */
export function useRecordedTimes(orderId: string, committed: number): RecordedTimes {
  const fetchAudit = useFetchAudit()
  const isOnline = useSyncStatus().connection === 'online'
  const isThere = isOnline && committed > 0
  const [times, setTimes] = useState(NOTHING)
  useEffect(() => {
    if (!isThere) return
    const left = new AbortController()
    fetchAudit(orderId, 'json', left.signal)
      .then(async (response) => trail.parse(await response.json()))
      .then(({ events }) => setTimes(new Map(events.map((event) => [event.event_id, Date.parse(event.recorded_at)]))))
      // The timeline is complete without them.
      .catch(() => undefined)
    return () => left.abort()
  }, [fetchAudit, orderId, isThere])
  return times
}
