import type { JsonValue } from '@docket/core'
import { parseJson } from '../../parse-json.ts'
import { RowError } from '../errors.ts'
import type { Values } from '../source/source.ts'

const CONVERSIONS = ['text', 'integer', 'number', 'cents', 'boolean', 'json'] as const
type Conversion = (typeof CONVERSIONS)[number]

/** What a mapping says of one value: `table_no`, `table_no as integer`, `note? as text`. */
export interface ColumnRule {
  readonly column: string
  /** A value that is null or not there is left out. */
  readonly isOptional: boolean
  readonly as: Conversion | undefined
}

/** Undefined when it is no such rule. */
export function parseColumnRule(text: string): ColumnRule | undefined {
  const [, column = '', optional, as] = /^(.+?)(\?)?(?: as (\w+))?$/s.exec(text) ?? []
  const conversion = CONVERSIONS.find((one) => one === as)
  if (column === '' || (as !== undefined && conversion === undefined)) return undefined
  return { column, isOptional: optional !== undefined, as: conversion }
}

export const COLUMN_RULE_HELP: string = `a column, such as "table_no" or "table_no as integer" (${CONVERSIONS.join(', ')})`

/** @throws RowError */
export function columnOf(values: Values, column: string): unknown {
  if (Object.hasOwn(values, column)) return values[column] ?? null
  throw new RowError('column_missing', `there is no "${column}" in it, but ${namesOf(values)}`)
}

/**
 * The value of a row that a rule asks for; undefined: none.
 *
 * @throws RowError
 */
export function pick(values: Values, { column, isOptional, as }: ColumnRule): JsonValue | undefined {
  const value = isOptional ? (Object.hasOwn(values, column) ? values[column] : null) : columnOf(values, column)
  if (value == null) return isOptional ? undefined : null
  if (as === undefined) return value as JsonValue
  const converted = convert(value, as)
  if (converted === undefined) throw new RowError('value_invalid', `"${column}" is not ${NAMES[as]}`)
  return converted
}

const NAMES: Readonly<Record<Conversion, string>> = {
  text: 'a text',
  integer: 'an integer',
  number: 'a number',
  cents: 'an amount such as 5.90',
  boolean: 'true or false',
  json: 'JSON',
}

function convert(value: unknown, as: Conversion): JsonValue | undefined {
  if (as === 'json') return typeof value === 'string' ? parseJson(value) : (value as JsonValue)
  if (typeof value === 'object') return undefined
  const text = String(value).trim()
  if (as === 'text') return String(value)
  if (as === 'boolean') return /^(true|t|1)$/i.test(text) ? true : /^(false|f|0)$/i.test(text) ? false : undefined
  if (as === 'cents') return centsOf(text)
  if (typeof value === 'boolean' || text === '') return undefined
  const number = Number(text)
  return (as === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)) ? number : undefined
}

/** By its digits: 100 times 4.35 is 434.99999999999994. */
function centsOf(text: string): number | undefined {
  const [, sign, units, cents = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(text) ?? []
  if (units === undefined) return undefined
  const amount = Number(units) * 100 + Number(cents.padEnd(2, '0'))
  return sign === '-' && amount !== 0 ? -amount : amount
}

function namesOf(values: Values): string {
  return Object.keys(values).slice(0, 20).join(', ') || 'nothing'
}
