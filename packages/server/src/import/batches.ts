import { createHash } from 'node:crypto'
import type { Entity } from '@docket/core'
import { type RowCode, RowError, SourceChangedError } from './errors.ts'
import type { EventIds } from './event-ids.ts'
import type { MapRow } from './mapping/map-row.ts'
import { type OutgoingEvent, outgoingEvent, typeIn } from './outgoing-event.ts'
import { isUnsafe } from './source/is-unsafe.ts'
import type { Source, SourceItem } from './source/source.ts'

/** A row that becomes no event. */
export interface BadRow {
  readonly number: number
  readonly code: RowCode
  readonly reason: string
}

/** Rows one after the other, and what they become. */
export interface Batch {
  readonly events: readonly OutgoingEvent[]
  readonly bad: readonly BadRow[]
  /** Rows that the mapping leaves out. */
  readonly leftOut: number
  /** What has been read with it. */
  readonly position: Position
}

export interface Position {
  readonly rows: number
  /** Of all these rows. */
  readonly digest: string
}

export interface BatchesOptions {
  readonly source: Source
  readonly map: MapRow
  readonly ids: EventIds
  readonly entityName: string
  /** Undefined: the definitions are not at hand. */
  readonly entity: Entity | undefined
  /** What has been imported before: it is read again, since ids depend on it, and compared. */
  readonly after: Position | undefined
  readonly stateFile: string
}

/** What the server takes at a time: 500 events, 8 MiB, of which a character is at most three bytes. */
export const MAX_EVENTS = 500
const MAX_CHARACTERS = 2_000_000

/** @throws SourceChangedError, SourceUnreadableError */
export async function* readBatches(options: BatchesOptions): AsyncGenerator<Batch> {
  const { source, after, stateFile } = options
  const hash = createHash('sha256')
  let rows = 0
  let draft = new Draft()
  const position = (): Position => ({ rows, digest: hash.copy().digest('base64url') })
  for await (const item of source.rows()) {
    const read = readRow(item, options)
    if (!draft.hasRoomFor(read)) {
      yield draft.finish(position())
      draft = new Draft()
    }
    hash.update(`${item.text.length}:${item.text}`)
    rows++
    if (after === undefined || rows > after.rows) draft.add(read)
    else if (rows === after.rows && position().digest !== after.digest) throw new SourceChangedError(rows, stateFile)
  }
  if (after !== undefined && rows < after.rows) throw new SourceChangedError(after.rows, stateFile)
  if (!draft.isEmpty) yield draft.finish(position())
}

type ReadRow = readonly OutgoingEvent[] | BadRow

function readRow(item: SourceItem, { map, ids, entity, entityName }: BatchesOptions): ReadRow {
  const { number } = item
  if (item.kind === 'malformed') return { number, code: 'line_malformed', reason: item.reason }
  try {
    if (isUnsafe(item.values)) throw new RowError('number_unsafe', 'it has an integer beyond 2^53: write it as a text')
    const mapped = map(item).map((event) => ({ ...event, type: typeIn(event.type, entityName, entity) }))
    return mapped.map((event) => outgoingEvent(event, entityName, ids, number))
  } catch (error) {
    if (error instanceof RowError) return { number, code: error.code, reason: error.message }
    throw error
  }
}

class Draft {
  readonly #events: OutgoingEvent[] = []
  readonly #bad: BadRow[] = []
  #leftOut = 0
  #characters = 0

  get isEmpty(): boolean {
    return this.#events.length + this.#bad.length + this.#leftOut === 0
  }

  /** The events of a row stay together. */
  hasRoomFor(row: ReadRow): boolean {
    if (this.isEmpty) return true
    if (this.#bad.length + this.#leftOut >= MAX_EVENTS) return false
    if ('code' in row) return true
    return this.#events.length + row.length <= MAX_EVENTS && this.#characters + lengthOf(row) <= MAX_CHARACTERS
  }

  add(row: ReadRow): void {
    if ('code' in row) this.#bad.push(row)
    else if (row.length === 0) this.#leftOut++
    else this.#events.push(...row)
    if (!('code' in row)) this.#characters += lengthOf(row)
  }

  finish(position: Position): Batch {
    return { events: this.#events, bad: this.#bad, leftOut: this.#leftOut, position }
  }
}

function lengthOf(events: readonly OutgoingEvent[]): number {
  return events.reduce((sum, { json }) => sum + json.length, 0)
}
