import type { EventRecord } from '@docket/core'
import type pg from 'pg'
import { Claims } from '../crash/claims.ts'
import type { Report } from './messages.ts'
import { FORBIDDEN } from './sitting.ts'

/** With which code an event has to be rejected, if it has. */
export function expectedCode({ payload }: EventRecord): string | undefined {
  return payload.isForbidden === true ? FORBIDDEN : undefined
}

/** What was done since the last look. */
export interface Interval {
  readonly recorded: number
  readonly acknowledged: number
  readonly tookMs: readonly number[]
}

/** What all devices recorded, and what they were told of it. */
export class Book {
  readonly claims = new Claims()
  readonly problems: string[] = []
  #acknowledged: string[] = []
  #recorded = 0
  #tookMs: number[] = []
  #lost = 0

  read({ recorded, settled }: Report): void {
    for (const { document, event } of recorded) this.claims.recorded.set(event.id, { document, event })
    this.#recorded += recorded.length
    for (const { id, code, tookMs } of settled) {
      const event = this.claims.recorded.get(id)?.event
      if (event === undefined) this.problems.push(`${id} was acknowledged, and recorded by nobody`)
      else if (code !== expectedCode(event)) this.problems.push(`${id} was told as ${code ?? 'accepted'}`)
      this.claims.add('acknowledged', id)
      this.#acknowledged.push(id)
      if (tookMs !== undefined) this.#tookMs.push(tookMs)
    }
  }

  /** Acknowledged events that were missing in the ledger when it was looked. */
  get lost(): number {
    return this.#lost
  }

  /** Is what was acknowledged since the last look in the ledger? And have the numbers a gap, or is an event twice? */
  async look(pool: pg.Pool): Promise<Interval> {
    const interval = { recorded: this.#recorded, acknowledged: this.#acknowledged.length, tookMs: this.#tookMs }
    const ids = this.#acknowledged
    this.#recorded = 0
    this.#acknowledged = []
    this.#tookMs = []
    const { rows: found } = await pool.query(
      'select event_id from docket.audit_events where event_id = any($1::uuid[])',
      [ids],
    )
    const lost = new Set(ids).difference(new Set(found.map(({ event_id }) => event_id)))
    this.#lost += lost.size
    for (const id of lost) this.problems.push(`${id} was acknowledged and is lost`)
    const { rows } = await pool.query(
      `select tenant_id, count(*)::int as records, count(distinct event_id)::int as events, max(seq)::int as last
       from docket.audit_events group by tenant_id`,
    )
    for (const { tenant_id, records, events, last } of rows) {
      if (records !== last) this.problems.push(`${tenant_id} has ${records} records up to number ${last}`)
      if (records !== events) this.problems.push(`${tenant_id} has ${records} records of ${events} events`)
    }
    return interval
  }
}
