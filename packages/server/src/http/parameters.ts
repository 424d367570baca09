import { DocumentNameError, isNamePart } from '@docket/core'
import { parseRfc3339 } from '../rfc3339.ts'
import { BadRequestError } from './errors.ts'

export const MAX_LIMIT = 500
const DEFAULT_LIMIT = 100

/** @throws DocumentNameError */
export function namePart(part: string, value: string): string {
  if (!isNamePart(value)) throw new DocumentNameError(part, value)
  return value
}

/** @throws BadRequestError */
export function limitOf(text: string | undefined): number {
  return integer('limit', text, DEFAULT_LIMIT, 1, MAX_LIMIT)
}

/** @throws BadRequestError */
export function seqOf(name: string, text: string | undefined): number {
  return integer(name, text, 0, 0, Number.MAX_SAFE_INTEGER)
}

/** @throws BadRequestError */
export function timeOf(name: string, text: string): number {
  const ms = parseRfc3339(text)
  if (ms === undefined) {
    throw new BadRequestError(`${name} "${text.slice(0, 40)}" is not an RFC 3339 time such as 2026-11-22T18:00:00Z`)
  }
  return ms
}

function integer(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) {
    throw new BadRequestError(`${name} "${text.slice(0, 40)}" is not an integer from ${min} to ${max}`)
  }
  return value
}
