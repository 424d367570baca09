/** What a schema says of a value, whatever words it was said in. */
export type Shape =
  | { readonly kind: 'unknown' | 'null' | 'boolean' | 'never' | 'file' }
  | StringShape
  | NumberShape
  | { readonly kind: 'enum'; readonly values: readonly EnumValue[] }
  | { readonly kind: 'array'; readonly items: Shape; readonly min?: number; readonly max?: number }
  | TupleShape
  | { readonly kind: 'record'; readonly values: Shape }
  | ObjectShape
  | { readonly kind: 'union' | 'intersection'; readonly of: readonly Shape[] }
  /** A schema with a name; the key of its place. */
  | { readonly kind: 'named'; readonly key: string }

export type EnumValue = string | number | boolean

export type TextFormat = 'date' | 'date-time' | 'email' | 'uri' | 'uuid'

export interface TupleShape {
  readonly kind: 'tuple'
  readonly items: readonly Shape[]
  /** What comes after them; absent: nothing does. */
  readonly rest?: Shape
  /** So many are always there; the others may end before. */
  readonly min: number
  readonly max?: number
}

export interface StringShape {
  readonly kind: 'string'
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly format?: TextFormat
}

export interface NumberShape {
  readonly kind: 'number' | 'integer'
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
  readonly multipleOf?: number
}

export interface ObjectShape {
  readonly kind: 'object'
  readonly members: readonly Member[]
  /** What other members may be; `open`: anything, and nobody asks. */
  readonly others: 'open' | 'none' | Shape
}

export interface Member {
  readonly name: string
  readonly shape: Shape
  readonly optional: boolean
  /** Only the other side may set it. */
  readonly readOnly: boolean
  readonly default?: unknown
  readonly doc?: string
}

/** A schema that has a name in the description. */
export interface NamedSchema {
  readonly key: string
  /** `OrderItem`: the name of its type and of its schema. */
  readonly name: string
  readonly shape: Shape
  readonly doc?: string
  readonly default?: unknown
}

/** The shape, or null. */
export function nullable(shape: Shape): Shape {
  return shape.kind === 'unknown' || shape.kind === 'null' || withoutNull(shape) !== undefined
    ? shape
    : { kind: 'union', of: [shape, { kind: 'null' }] }
}

/** What a shape is besides null; undefined where it is never null. */
export function withoutNull(shape: Shape): Shape | undefined {
  if (shape.kind !== 'union' || !shape.of.some(({ kind }) => kind === 'null')) return undefined
  return unionOf(shape.of.filter(({ kind }) => kind !== 'null'))
}

/** One of several, each once. */
export function unionOf(of: readonly Shape[]): Shape {
  const flat = of.flatMap((shape) => (shape.kind === 'union' ? shape.of : [shape]))
  const once = [...new Map(flat.map((shape) => [JSON.stringify(shape), shape])).values()]
  const [only] = once
  if (only === undefined) return { kind: 'never' }
  if (once.length === 1) return only
  return once.some(({ kind }) => kind === 'unknown') ? { kind: 'unknown' } : { kind: 'union', of: once }
}
