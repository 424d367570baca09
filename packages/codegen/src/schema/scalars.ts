import type { NumberShape, StringShape, TextFormat } from './shape.ts'

type Words = Readonly<Record<string, unknown>>

const FORMATS: readonly TextFormat[] = ['date', 'date-time', 'email', 'uri', 'uuid']

/** Formats that are checked; others only say what is meant. */
export function textFormat(format: unknown): TextFormat | undefined {
  return FORMATS.find((known) => known === format)
}

export function stringOf(words: Words, format: TextFormat | undefined): StringShape {
  return {
    kind: 'string',
    ...number('min', words.minLength),
    ...number('max', words.maxLength),
    ...(typeof words.pattern === 'string' && isPattern(words.pattern) && { pattern: words.pattern }),
    ...(format && { format }),
  }
}

/** In OpenAPI 3.0 `exclusiveMinimum: true` turns `minimum` into one; in 3.1 it is a number itself. */
export function numberOf(kind: NumberShape['kind'], words: Words): NumberShape {
  return {
    kind,
    ...number(words.exclusiveMinimum === true ? 'above' : 'min', words.minimum),
    ...number(words.exclusiveMaximum === true ? 'below' : 'max', words.maximum),
    ...number('above', words.exclusiveMinimum),
    ...number('below', words.exclusiveMaximum),
    ...number('multipleOf', words.multipleOf),
  }
}

function number<Key extends string>(key: Key, value: unknown): { [K in Key]?: number } {
  return typeof value === 'number' && Number.isFinite(value) ? ({ [key]: value } as { [K in Key]: number }) : {}
}

/** Patterns are those of JavaScript; others, such as Python's, are left out. */
function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}
