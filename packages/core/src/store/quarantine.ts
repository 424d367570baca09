import type { EventId } from '../clock/event-id.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { Dismissal, KeptEvent, QuarantineRow, Refusal, StoredQuarantine } from '../storage/storage.ts'
import { notifyAll } from './notify-all.ts'
import { QuarantineWriter } from './quarantine-writer.ts'

/** What is known of a copy that the server refused. */
export interface RefusedCopy {
  /** The copy that takes its place. */
  readonly nextGeneration: number
  readonly refusal: Refusal
  /** What the device's clock said, ms since the epoch. */
  readonly at: number
  /** With a refusal: it was refused by itself, not with all others. */
  readonly events: readonly KeptEvent[]
  readonly malformed: readonly string[]
}

/** What this device keeps aside, by document: the rows on disk, in memory. */
export class Quarantine {
  readonly #stored: StoredQuarantine
  readonly #writer: QuarantineWriter
  readonly #rows = new Map<string, QuarantineRow>()
  readonly #listeners = new Set<() => void>()
  /** Refused by themselves in this session: trying them again and again would never end. */
  readonly #refusedAgain = new Set<EventId>()
  #reading: Promise<void> | undefined

  /** @param onOutcome hears of every failed write, and with `undefined` when writing works again */
  constructor(stored: StoredQuarantine, onOutcome: (error: unknown) => void) {
    this.#stored = stored
    this.#writer = new QuarantineWriter(stored, {
      onWritten: (row) => this.#put(row),
      onOutcome,
    })
  }

  get rows(): Iterable<QuarantineRow> {
    return this.#rows.values()
  }

  /** Is everything on disk? */
  get isSaved(): boolean {
    return this.#writer.isIdle
  }

  /** Resolves when the rows are read. Whoever asks after a failure makes it try again. @throws StorageError */
  ready(): Promise<void> {
    this.#reading ??= this.refresh().catch((error: unknown) => {
      this.#reading = undefined
      throw error
    })
    return this.#reading
  }

  /** Reads what other tabs may have written meanwhile. @throws StorageError */
  async refresh(): Promise<void> {
    const rows = await this.#stored.read()
    if (!this.isSaved) return
    for (const row of rows) this.#put(row)
  }

  row(entity: string, id: string): QuarantineRow | undefined {
    return this.#rows.get(keyOf(entity, id))
  }

  /** The kept events of a document that may be recorded again, in their order. */
  recordable(entity: string, id: string): readonly EventRecord[] {
    const kept = this.row(entity, id)?.events ?? []
    return kept.flatMap(({ event }) => (this.#refusedAgain.has(event.id) ? [] : [event]))
  }

  /** Keeps what a refused copy holds. Resolves when it is on disk. @throws StorageError (it is tried again) */
  setAside(entity: string, id: string, copy: RefusedCopy): Promise<void> {
    for (const { event, refusal } of copy.events) if (refusal !== undefined) this.#refusedAgain.add(event.id)
    return this.#change(entity, id, (row) => ({
      entity,
      id,
      code: copy.refusal.code,
      reason: copy.refusal.reason,
      at: copy.at,
      generation: Math.max(row?.generation ?? 0, copy.nextGeneration),
      events: merged(row, copy),
      malformed: [...new Set([...(row?.malformed ?? []), ...copy.malformed])],
      dismissals: row?.dismissals ?? [],
    }))
  }

  /** These events are committed after all. @throws StorageError (it is tried again) */
  async release(entity: string, id: string, ids: ReadonlySet<EventId>): Promise<void> {
    const known = this.row(entity, id)
    if (known === undefined) return
    await this.#change(entity, id, (row = known) => ({
      ...row,
      events: row.events.filter(({ event }) => !ids.has(event.id)),
    }))
  }

  /** These events, and all that is malformed, will not be recorded again. @throws StorageError (it is tried again) */
  async dismiss(
    entity: string,
    id: string,
    ids: ReadonlySet<EventId>,
    why: Pick<Dismissal, 'reason' | 'by' | 'at'>,
  ): Promise<void> {
    const known = this.row(entity, id)
    if (known === undefined) return
    await this.#change(entity, id, (row = known) => {
      const events = row.events.flatMap(({ event }) => (ids.has(event.id) ? [event] : []))
      return {
        ...row,
        events: row.events.filter(({ event }) => !ids.has(event.id)),
        malformed: [],
        dismissals: [...row.dismissals, { ...why, events, malformed: row.malformed }],
      }
    })
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when everything so far is on disk. @throws StorageError (it is tried again) */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  async close(): Promise<void> {
    await this.#writer.close()
    await this.#stored.close()
  }

  #change(entity: string, id: string, change: (row: QuarantineRow | undefined) => QuarantineRow): Promise<void> {
    this.#put(change(this.row(entity, id)))
    return this.#writer.write({ entity, id, change })
  }

  #put(row: QuarantineRow): void {
    this.#rows.set(keyOf(row.entity, row.id), row)
    notifyAll(this.#listeners)
  }
}

function merged(row: QuarantineRow | undefined, copy: RefusedCopy): readonly KeptEvent[] {
  const byId = new Map((row?.events ?? []).map((kept) => [kept.event.id, kept]))
  const dismissed = new Set((row?.dismissals ?? []).flatMap(({ events }) => events.map(({ id }) => id)))
  for (const kept of copy.events) {
    const { id } = kept.event
    if (!dismissed.has(id) && (kept.refusal !== undefined || !byId.has(id))) byId.set(id, kept)
  }
  return [...byId.values()].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))
}

function keyOf(entity: string, id: string): string {
  return `${entity}/${id}`
}
