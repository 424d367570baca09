import { isEventId } from '@docket/core'
import type { SourceRow, Values } from '../source/source.ts'
import { columnOf, pick } from './column-rule.ts'
import { entityIdOf } from './entity-id.ts'
import { keyIn } from './identity-picker.ts'
import { IMPORT_DEVICE, type MappedEvent } from './mapped-event.ts'
import { namePicker, picker } from './picker.ts'
import { readTime } from './read-time.ts'

const ENTITY_ID = { column: 'entity_id', prefix: '', isEscaped: false }
const by = namePicker('user_id?', null)
const device = namePicker('device_id?', IMPORT_DEVICE)
const versionIn = picker('schema_version? as integer')

/**
 * Columns that are named like the members of an event at `POST /v1/events/batch` are taken as they are. An `id` that is an
 * event's stays one. Rows of other entities are left out.
 */
export function mapBatchColumns(entity: string): (row: SourceRow) => readonly MappedEvent[] {
  return ({ number, values }) => {
    if (values.entity_type != null && values.entity_type !== entity) return []
    const time = values.timestamp
    const isNumber = typeof time === 'number' || (typeof time === 'string' && /^-?\d+$/.test(time))
    const version = versionIn(values)
    return [
      {
        key: keyOf(values, number),
        ...(isEventId(values.id) && { id: values.id }),
        entityId: entityIdOf(values, ENTITY_ID),
        type: String(columnOf(values, 'event_type')),
        version: typeof version === 'number' ? version : undefined,
        atMs: readTime(
          columnOf(values, 'timestamp'),
          { column: 'timestamp', as: isNumber ? 'ms' : 'rfc3339' },
          undefined,
        ),
        by: by(values),
        device: device(values) ?? IMPORT_DEVICE,
        payload: pick(values, { column: 'payload', isOptional: false, as: 'json' }) ?? {},
        ...(typeof values.ref === 'string' && { ref: values.ref }),
      },
    ]
  }
}

function keyOf(values: Values, number: number): string {
  const column = values.idempotency_key == null ? 'id' : 'idempotency_key'
  return values[column] == null ? `line ${number}` : keyIn(values[column], column)
}
