import { isObject } from '../../http/is-object.ts'
import { RowError } from '../errors.ts'
import type { SourceRow, Values } from '../source/source.ts'
import { columnOf } from './column-rule.ts'
import { meets } from './condition.ts'
import { identityPicker } from './identity-picker.ts'
import { IMPORT_DEVICE, type MappedEvent } from './mapped-event.ts'
import type { EventOfRow, RowsMapping } from './mapping.ts'
import { namePicker, picker, templatePicker } from './picker.ts'
import { parseTimeRule, readTime } from './read-time.ts'

/** Each row is an entity, and becomes one event after the other. */
export function rowsMapper(mapping: RowsMapping): (row: SourceRow) => MappedEvent[] {
  const identityOf = identityPicker(mapping)
  const makers = mapping.events.map((event) => eventMaker(event, mapping.zone))
  return (row) => {
    const { entityId, key } = identityOf(row)
    const made = makers.flatMap((make) => make(row.values))
    return made.map((event, index) => ({ ...event, entityId, key: `${key}/${index}` }))
  }
}

function eventMaker(
  event: EventOfRow,
  zone: string | undefined,
): (values: Values) => Omit<MappedEvent, 'entityId' | 'key'>[] {
  const { type, version, when, each } = event
  const time = parseTimeRule(event.at)
  if (time === undefined) throw new TypeError(`not a time: ${event.at}`)
  const payload = templatePicker(event.payload)
  const by = namePicker(event.by, null)
  const device = namePicker(event.device, IMPORT_DEVICE)
  const elements = each === undefined ? (values: Values) => [values] : elementsOf(each)
  return (values) => {
    if (when !== undefined && !meets(values, when)) return []
    return elements(values).map((element) => ({
      type,
      version,
      atMs: readTime(columnOf(element, time.column), time, zone),
      by: by(element),
      device: device(element) ?? IMPORT_DEVICE,
      payload: payload(element),
    }))
  }
}

/** The row once for each element of a list in it, whose members stand before the row's own columns. */
function elementsOf(rule: string): (values: Values) => Values[] {
  const pickList = picker(rule)
  return (values) => {
    const list = pickList(values) ?? []
    if (!Array.isArray(list) || !list.every(isObject))
      throw new RowError('value_invalid', `"${rule}" is no list of objects`)
    return list.map((element) => ({ ...values, ...element }))
  }
}
