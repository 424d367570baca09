import { EventLog, type HistoryEntry, type LogEntry, nextEventId } from '@docket/core'
import { expect, test } from 'vitest'
import { order } from '../../test/order.tsx'
import { Playback } from './playback.ts'

type Event = LogEntry['event']

function historyOf(log: EventLog): readonly HistoryEntry[] {
  return log.entries.map(({ event, effect }) => ({ event, effect, saveState: 'saved' }))
}

/** Even ones now, odd ones to arrive late; the second to last closes the order. */
function events(count: number): Event[] {
  const made: Event[] = []
  for (let place = 0; place < count; place++) {
    const at = 1_000 + place
    const id = nextEventId(made.at(-1)?.id, at)
    const what =
      place === count - 2 ? { type: 'paid', payload: {} } : { type: 'item_added', payload: { item: `item ${place}` } }
    made.push({ id, v: 1, at, by: 'ann', device: 'till-a', ...what })
  }
  return made
}

function expectAllStates(playback: Playback, log: EventLog): void {
  const history = historyOf(log)
  for (let count = history.length; count >= 0; count--) {
    const included = new Set(history.slice(0, count).map(({ event }) => event.id))
    expect(playback.stateAfter(history, count)).toEqual(log.stateOf(({ id }) => included.has(id)))
  }
}

test('[FLD1] every state on the way is the fold of the events up to there, also after late arrivals and verdicts', () => {
  const log = new EventLog(order)
  const playback = new Playback(order)
  const all = events(200)
  log.add(all.filter((_, place) => place % 2 === 0))
  expectAllStates(playback, log)
  const late = all.filter((_, place) => place % 2 === 1)
  log.add(late.slice(70))
  expectAllStates(playback, log)
  log.add(late)
  expectAllStates(playback, log)
  const rejected = all[66]?.id
  if (rejected === undefined) throw new Error('there are not enough events')
  log.add([], [{ ref: rejected, code: 'forbidden', reason: 'not you', at: 1 }])
  expectAllStates(playback, log)
  expect(log.entries.at(-1)?.effect.kind).toBe('no_effect')
})

test('[CHK5] of a document on a checkpoint it begins with the state of that', () => {
  const all = events(60)
  const whole = new EventLog(order)
  whole.add(all.slice(0, 20))
  const { state, newestId = '' } = whole
  const base = { state, newestId, foldVersion: '1', events: 20, notUnderstood: 0, rejected: [] }
  const log = new EventLog(order, base)
  log.add(all.slice(20))
  // One that is late counts nowhere yet.
  log.add(all.slice(3, 4))
  expectAllStates(new Playback(order, state), log)
  whole.add(all)
  expect(log.state).toEqual(whole.state)
})
