import type { JsonSchema } from './json-schema.ts'

/** Why a value that one schema takes may be refused by another. */
export interface Narrowing {
  /** Of what in the payload, for example `item.price_minor`, `items[].name`; empty for the payload itself. */
  readonly path: string
  /** In words that follow the path: "is required now". */
  readonly what: string
  /** Otherwise it could not be told. */
  readonly isCertain: boolean
}

/** Compares what is inside of two schemas; the path is the whole one. */
export type Narrow = (before: JsonSchema, after: JsonSchema, path: string) => readonly Narrowing[]

export function narrowing(path: string, what: string): Narrowing {
  return { path, what, isCertain: true }
}

export function doubt(path: string, what: string): Narrowing {
  return { path, what, isCertain: false }
}

export function memberPath(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`
}
