import { type Difference, differencesOf, Playback, type PlayedEvent, type StateOf } from '@docket/core'
import { useMemo } from 'react'
import { order } from '../order.ts'

/** The states of an order on its way. */
export interface OrderPlayback {
  /** After the first `count` events. */
  stateAfter(count: number): StateOf<typeof order>
  differences(fromCount: number, toCount: number): readonly Difference[]
}

export function useOrderPlayback(history: readonly PlayedEvent[]): OrderPlayback {
  const playback = useMemo(() => new Playback(order), [])
  return useMemo(() => {
    const stateAfter = (count: number) => playback.stateAfter(history, count) as StateOf<typeof order>
    return {
      stateAfter,
      differences: (from: number, to: number) => differencesOf(stateAfter(from), stateAfter(to)),
    }
  }, [playback, history])
}
