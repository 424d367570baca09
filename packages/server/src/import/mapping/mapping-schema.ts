import { z } from 'zod'
import { COLUMN_RULE_HELP, parseColumnRule } from './column-rule.ts'
import type { Mapping, Template } from './mapping.ts'
import { parseTimeRule } from './read-time.ts'
import { isZone } from './zones.ts'

const column = z.string().min(1)
const rule = z.string().refine((text) => parseColumnRule(text) !== undefined, `not ${COLUMN_RULE_HELP}`)
const constant = z.strictObject({ const: z.json() })
const value = z.union([rule, constant])
const time = z
  .string()
  .refine(
    (text) => parseTimeRule(text) !== undefined,
    'not a column of times, such as "opened_at" or "opened_at as ms" (rfc3339, ms, s)',
  )

const template: z.ZodType<Template> = z.lazy(() => z.record(z.string(), z.union([rule, constant, template])))
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const oneOf = z.union([scalar, z.array(scalar).min(1)])
const condition = z.record(z.string(), z.union([oneOf, z.strictObject({ not: oneOf })]))

const entityId = z.union([
  column,
  z.strictObject({ column, prefix: z.string().default(''), escape: z.boolean().default(false) }),
])

const author = { by: value.optional(), device: value.optional(), version: z.int().min(1).optional() }

const shared = {
  source: z.string().min(1).default('import'),
  table: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  order_by: z.array(column).min(1).optional(),
  zone: z.string().refine(isZone, 'not a zone such as "Europe/Berlin" or "+01:00"').optional(),
  key: column.optional(),
  entity_id: entityId,
  when: condition.optional(),
}

const eventOfRow = z.strictObject({
  type: z.string().min(1),
  when: condition.optional(),
  each: rule.optional(),
  at: time,
  payload: template,
  ...author,
})

export const mappingSchema: z.ZodType<Mapping> = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('rows'), ...shared, events: z.array(eventOfRow).min(1) }),
  z.strictObject({
    mode: z.literal('events'),
    ...shared,
    type: value,
    types: z.record(z.string(), z.string().min(1).nullable()).optional(),
    at: time,
    payload: z.union([rule, template]),
    ...author,
  }),
])
