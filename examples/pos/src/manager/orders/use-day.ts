import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { spanOfDay } from '../../lib/day.ts'
import { DayReader, type DaySnapshot } from '../api/day-reader.ts'
import type { ManagerApi } from '../api/manager-api.ts'

const PAUSE_MS = 2_000

/** The orders of a day, in step with the ledger while the page is in sight. */
export function useDay(api: ManagerApi, day: string): DaySnapshot {
  const reader = useMemo(() => new DayReader(api, spanOfDay(day)), [api, day])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isLeft = false
    const readOn = async (): Promise<void> => {
      if (!document.hidden) await reader.readOn()
      if (!isLeft) timer = setTimeout(() => void readOn(), PAUSE_MS)
    }
    void readOn()
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [reader])
  return useSyncExternalStore(reader.subscribe, reader.snapshot)
}
