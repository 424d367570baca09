import { readFileSync } from 'node:fs'
import { createStore, type EventId, type HistoryEntry, memoryStorage, type Store, type WallClock } from '@docket/core'
import { type LocalServer, type LocalTransport, localServer } from '@docket/core/testing'
import { order } from './tab.ts'

/** 19:30 of the evening of all worked examples. */
const EVENING = Date.UTC(2026, 10, 20, 19, 30)

export interface TillClock extends WallClock {
  /** How far it is ahead of the true time, ms; behind when negative. */
  aheadMs: number
}

/** The true time, which the example moves on. */
export class Evening {
  #ms = EVENING

  /** Minutes and seconds after 19:00, as in `30:05`. */
  set(minutesAndSeconds: string): void {
    const [minutes = 0, seconds = 0] = minutesAndSeconds.split(':').map(Number)
    this.#ms = EVENING + (minutes - 30) * 60_000 + seconds * 1_000
  }

  /** A clock that shows the true time, until somebody sets it. */
  clock(aheadMs = 0): TillClock {
    const clock: TillClock = { aheadMs, now: () => this.#ms + clock.aheadMs }
    return clock
  }
}

export interface SceneTill {
  readonly clock: TillClock
  readonly store: Store
  readonly transport: LocalTransport
}

export interface Scene {
  readonly evening: Evening
  readonly server: LocalServer
  till(device: string, user: string, aheadMs?: number): SceneTill
}

/** A restaurant at half past seven. Its server serves at most 20 of anything. */
export function openScene(): Scene {
  const evening = new Evening()
  const server = localServer({
    entities: [order],
    clock: evening.clock(),
    reject: ({ payload }) =>
      Number(payload.quantity) > 20 ? { code: 'too_many', reason: 'ask the kitchen first' } : undefined,
  })
  return {
    evening,
    server,
    till(device, user, aheadMs = 0) {
      const clock = evening.clock(aheadMs)
      const transport = server.transport({ clock })
      const who = { tenant: 'demo', user, device, entities: [order] }
      return { clock, store: createStore({ ...who, clock, storage: memoryStorage(), transport }), transport }
    },
  }
}

/** The part of an id that is a clock; what follows is chance. */
export function clockOf(id: EventId): string {
  return `\`${id.slice(0, 18)}…\``
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23)
}

export function effectOf({ effect }: HistoryEntry): string {
  return 'reason' in effect ? `\`${effect.kind}\`: ${effect.reason}` : `\`${effect.kind}\``
}

export function nameOf({ event: { type, payload } }: HistoryEntry): string {
  return typeof payload.name === 'string' ? payload.name : type
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

export function conceptPage(name: string): string {
  return readFileSync(new URL(`../../../../docs/concepts/${name}.md`, import.meta.url), 'utf8')
}
