import type { SourceRow } from '../source/source.ts'
import { meets } from './condition.ts'
import { eventsMapper } from './events-mapper.ts'
import type { MappedEvent } from './mapped-event.ts'
import type { Mapping } from './mapping.ts'
import { rowsMapper } from './rows-mapper.ts'

/** The events that a row becomes, in their order; none: it is left out. @throws RowError */
export type MapRow = (row: SourceRow) => readonly MappedEvent[]

export function mapRowBy(mapping: Mapping): MapRow {
  const { when } = mapping
  const map = mapping.mode === 'rows' ? rowsMapper(mapping) : eventsMapper(mapping)
  return (row) => (when === undefined || meets(row.values, when) ? map(row) : [])
}
