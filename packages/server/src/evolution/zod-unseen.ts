import type * as zod from 'zod/v4/core'
import { NO_TEXT, refinement, rewriting } from './unseen.ts'

/** Fields of zod's definitions; which of them one has, its `type` or `check` says. */
interface Fields {
  readonly type?: string
  readonly check?: string
  readonly coerce?: boolean
  readonly checks?: readonly Held[]
  readonly fn?: unknown
  readonly tx?: unknown
  readonly pattern?: unknown
  readonly transform?: unknown
  readonly hostname?: unknown
  readonly protocol?: unknown
  readonly alg?: unknown
  readonly in?: Held
  readonly out?: Held
}

interface Held {
  readonly _zod: { readonly def: Fields; readonly check?: unknown }
}

/** They take no JSON as it is, or other JSON than their JSON Schema says. */
const REWRITING_TYPES = new Set(
  'bigint catch date file function map nan promise set success symbol transform undefined void'.split(' '),
)

/**
 * What a schema checks or changes that its JSON Schema does not show.
 *
 * @param schemaText the text of another schema that it holds
 */
export function unseenOf(schema: zod.$ZodType, schemaText: (schema: zod.$ZodType) => string): readonly string[] {
  const { def } = (schema as unknown as Held)._zod
  const { type = '', checks = [] } = def
  const found = checks.flatMap((check, index) => ofCheck(check, index))
  found.push(...ofCheck(schema as unknown as Held, -1))
  if (def.coerce === true) found.push(rewriting(`coerce ${type}`))
  if (REWRITING_TYPES.has(type)) found.push(rewriting(`${type} ${textOf(def.transform)}`))
  if (type === 'custom') found.push(refinement(textOf(def.fn)))
  if (type === 'pipe') {
    const ends = [def.in, def.out].map((end) => end && schemaText(end as unknown as zod.$ZodType))
    found.push(rewriting([...ends, textOf(def.transform)].join('\n')))
  }
  return found
}

/** Is nothing run where the member is absent? */
export function passesAbsent(schema: zod.$ZodType): boolean {
  const { type, checks = [] } = (schema as unknown as Held)._zod.def
  return (type === 'optional' || type === 'default') && checks.length === 0
}

/** Does it leave it to the schema inside what happens where the member is absent? */
export function keepsAbsent(schema: zod.$ZodType): boolean {
  const { type, checks = [] } = (schema as unknown as Held)._zod.def
  return (type === 'nullable' || type === 'readonly' || type === 'lazy') && checks.length === 0
}

/** @param index its place among a schema's checks: whether a text is trimmed before or after its length is checked matters */
function ofCheck({ _zod: { def, check } }: Held, index: number): string[] {
  switch (def.check) {
    case 'custom':
      return [refinement(checkText(def.fn ?? check))]
    case 'overwrite':
      return [rewriting(`${index} ${textOf(def.tx)}`)]
    case 'string_format':
      return ofFormat(def)
    default:
      return []
  }
}

function ofFormat({ fn, pattern, hostname, protocol, alg }: Fields): string[] {
  const options = [fn, hostname, protocol, alg].filter((option) => option !== undefined).map(textOf)
  const found = options.length === 0 ? [] : [refinement(options.join('\n'))]
  // JSON Schema has no flags: with them, a pattern may take more than it says.
  return pattern instanceof RegExp && pattern.flags !== '' ? [...found, rewriting(String(pattern))] : found
}

/** `superRefine` hides the application's function in one of zod's own, whose text says nothing. */
function checkText(check: unknown): string {
  const text = textOf(check)
  return text.includes('addIssue =') || text === '' ? NO_TEXT : text
}

function textOf(value: unknown): string {
  return value === undefined ? '' : String(value)
}
