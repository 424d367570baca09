import type { JsonObject, JsonValue } from '@docket/core'
import { RowError } from '../errors.ts'
import type { Values } from '../source/source.ts'
import { parseColumnRule, pick } from './column-rule.ts'
import type { Template, ValueRule } from './mapping.ts'

/** Takes a value out of a row; undefined: none. @throws RowError */
export type Picker<Value = JsonValue | undefined> = (values: Values) => Value

/** Rules are parsed once, for all rows. */
export function picker(rule: ValueRule): Picker {
  if (typeof rule !== 'string') return () => rule.const
  const parsed = parseColumnRule(rule)
  // The schema of mappings has seen to it.
  if (parsed === undefined) throw new TypeError(`not a column: ${rule}`)
  return (values) => pick(values, parsed)
}

export function templatePicker(template: Template): Picker<JsonObject> {
  const members = Object.entries(template).map(([name, rule]): [string, Picker] => [
    name,
    isValueRule(rule) ? picker(rule) : templatePicker(rule),
  ])
  return (values) => {
    const picked: Record<string, JsonValue> = {}
    for (const [name, pickMember] of members) {
      const value = pickMember(values)
      if (value !== undefined) picked[name] = value
    }
    return picked
  }
}

/** A user or a device: a text, whatever the source has. */
export function namePicker(rule: ValueRule | undefined, unless: string | null): Picker<string | null> {
  if (rule === undefined) return () => unless
  const pickName = picker(rule)
  return (values) => {
    const value = pickName(values)
    if (value == null) return unless
    if (typeof value === 'object') throw new RowError('value_invalid', 'a user or a device is a text, not an object')
    return String(value)
  }
}

function isValueRule(rule: ValueRule | Template): rule is ValueRule {
  return typeof rule === 'string' || (Object.keys(rule).length === 1 && Object.hasOwn(rule, 'const'))
}
