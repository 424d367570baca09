import { RowError } from '../errors.ts'
import type { SourceRow } from '../source/source.ts'
import { columnOf } from './column-rule.ts'
import { identityPicker } from './identity-picker.ts'
import { IMPORT_DEVICE, type MappedEvent } from './mapped-event.ts'
import type { EventsMapping } from './mapping.ts'
import { namePicker, type Picker, picker, templatePicker } from './picker.ts'
import { parseTimeRule, readTime } from './read-time.ts'

/** Each row is an event. */
export function eventsMapper(mapping: EventsMapping): (row: SourceRow) => MappedEvent[] {
  const identityOf = identityPicker(mapping)
  const time = parseTimeRule(mapping.at)
  if (time === undefined) throw new TypeError(`not a time: ${mapping.at}`)
  const { types = {}, version, zone } = mapping
  const typeOf = namePicker(mapping.type, null)
  const by = namePicker(mapping.by, null)
  const device = namePicker(mapping.device, IMPORT_DEVICE)
  const payload = payloadPicker(mapping.payload)
  return (row) => {
    const { values } = row
    const name = typeOf(values)
    if (name === null) throw new RowError('event_type_unknown', 'its type is empty')
    const type = Object.hasOwn(types, name) ? types[name] : name
    if (type == null) return []
    return [
      {
        ...identityOf(row),
        type,
        version,
        atMs: readTime(columnOf(values, time.column), time, zone),
        by: by(values),
        device: device(values) ?? IMPORT_DEVICE,
        payload: payload(values) ?? {},
      },
    ]
  }
}

/** A column that is the whole payload is JSON, also where the source has it as text. */
function payloadPicker(rule: EventsMapping['payload']): Picker {
  if (typeof rule !== 'string') return templatePicker(rule)
  return picker(/ as \w+$/.test(rule) ? rule : `${rule} as json`)
}
