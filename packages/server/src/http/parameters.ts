import { DocumentNameError, isNamePart } from '@docket/core'
import { z } from '@hono/zod-openapi'
import { parseRfc3339 } from '../rfc3339.ts'
import { BadRequestError } from './errors.ts'

export const MAX_LIMIT = 500
const DEFAULT_LIMIT = 100

/** A part of a document's name, in a path. */
export function nameParam(part: string): z.ZodType<string, string> {
  return z
    .string()
    .transform((text) => namePart(part, text))
    .openapi({ type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' })
}

export const limitParam: z.ZodType<number, string | undefined> = z
  .string()
  .optional()
  .transform((text) => integer('limit', text, DEFAULT_LIMIT, 1, MAX_LIMIT))
  .openapi({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, description: 'At most so many.' })

/** A number of the tenant's events, 0 unless told. */
export function seqParam(name: string, description: string): z.ZodType<number, string | undefined> {
  return z
    .string()
    .optional()
    .transform((text) => integer(name, text, 0, 0, Number.MAX_SAFE_INTEGER))
    .openapi({ type: 'integer', minimum: 0, default: 0, description })
}

/** RFC 3339, as ms since the epoch. */
export function timeParam(name: string, description: string): z.ZodType<number, string> {
  return z
    .string()
    .transform((text) => timeOf(name, text))
    .openapi({ type: 'string', format: 'date-time', description })
}

/** @throws DocumentNameError */
export function namePart(part: string, value: string): string {
  if (!isNamePart(value)) throw new DocumentNameError(part, value)
  return value
}

/** @throws BadRequestError */
export function timeOf(name: string, text: string): number {
  const ms = parseRfc3339(text)
  if (ms === undefined) {
    throw new BadRequestError(`${name} "${text.slice(0, 40)}" is not an RFC 3339 time such as 2026-11-22T18:00:00Z`)
  }
  return ms
}

/** @throws BadRequestError */
export function integer(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) {
    throw new BadRequestError(`${name} "${text.slice(0, 40)}" is not an integer from ${min} to ${max}`)
  }
  return value
}
