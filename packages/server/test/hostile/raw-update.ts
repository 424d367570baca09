import * as encoding from 'lib0/encoding'

/** Yjs' update format, version 1, written by hand: also what Yjs itself would never write. */

export interface RawId {
  readonly client: number
  readonly clock: number
}

export type RawContent =
  | { readonly kind: 'any' | 'json'; readonly values: readonly unknown[] }
  /** Texts of JSON as they are, for what a serialiser would not write. */
  | { readonly kind: 'json_text'; readonly texts: readonly string[] }
  | { readonly kind: 'deleted'; readonly length: number }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'embed'; readonly value: unknown }
  | { readonly kind: 'format'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'type'; readonly type: number; readonly name?: string }
  | { readonly kind: 'doc'; readonly guid: string; readonly options: unknown }

export type RawStruct =
  | { readonly kind: 'gc' | 'skip'; readonly length: number }
  | {
      readonly kind: 'item'
      readonly content: RawContent
      readonly origin?: RawId | undefined
      readonly rightOrigin?: RawId | undefined
      /** Written only where there is no origin, as Yjs does. A text is a root. */
      readonly parent?: string | RawId
      readonly key?: string | undefined
    }

export interface RawBlock extends RawId {
  readonly structs: readonly RawStruct[]
}

export interface RawUpdate {
  readonly blocks: readonly RawBlock[]
  readonly deletes?: readonly { readonly client: number; readonly ranges: readonly (readonly [number, number])[] }[]
}

const GC = 0
const SKIP = 10
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_KEY = 0x20

const REFS = {
  deleted: 1,
  json: 2,
  json_text: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
} as const
const XML_ELEMENT = 3
const XML_HOOK = 5

export function encodeUpdate({ blocks, deletes = [] }: RawUpdate): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, blocks.length)
    for (const { client, clock, structs } of blocks) {
      encoding.writeVarUint(encoder, structs.length)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      for (const struct of structs) writeStruct(encoder, struct)
    }
    encoding.writeVarUint(encoder, deletes.length)
    for (const { client, ranges } of deletes) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, ranges.length)
      for (const numbers of ranges) for (const number of numbers) encoding.writeVarUint(encoder, number)
    }
  })
}

function writeStruct(encoder: encoding.Encoder, struct: RawStruct): void {
  if (struct.kind !== 'item') {
    encoding.writeUint8(encoder, struct.kind === 'gc' ? GC : SKIP)
    encoding.writeVarUint(encoder, struct.length)
    return
  }
  const { content, origin, rightOrigin, parent = 'events', key } = struct
  const flags = (origin && HAS_ORIGIN) || 0
  const info = flags | ((rightOrigin && HAS_RIGHT_ORIGIN) || 0) | (key === undefined ? 0 : HAS_KEY)
  encoding.writeUint8(encoder, info | REFS[content.kind])
  if (origin) writeId(encoder, origin)
  if (rightOrigin) writeId(encoder, rightOrigin)
  if (!origin && !rightOrigin) {
    encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
    else writeId(encoder, parent)
    if (key !== undefined) encoding.writeVarString(encoder, key)
  }
  writeContent(encoder, content)
}

function writeId(encoder: encoding.Encoder, { client, clock }: RawId): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

function writeContent(encoder: encoding.Encoder, content: RawContent): void {
  switch (content.kind) {
    case 'any':
      encoding.writeVarUint(encoder, content.values.length)
      for (const value of content.values) encoding.writeAny(encoder, value as never)
      break
    case 'json':
      writeTexts(
        encoder,
        content.values.map((value) => textOf(value)),
      )
      break
    case 'json_text':
      writeTexts(encoder, content.texts)
      break
    case 'deleted':
      encoding.writeVarUint(encoder, content.length)
      break
    case 'binary':
      encoding.writeVarUint8Array(encoder, content.bytes)
      break
    case 'string':
      encoding.writeVarString(encoder, content.text)
      break
    case 'embed':
      encoding.writeVarString(encoder, JSON.stringify(content.value))
      break
    case 'format':
      encoding.writeVarString(encoder, content.key)
      encoding.writeVarString(encoder, JSON.stringify(content.value))
      break
    case 'type':
      encoding.writeVarUint(encoder, content.type)
      if (content.type === XML_ELEMENT || content.type === XML_HOOK)
        encoding.writeVarString(encoder, content.name ?? 'p')
      break
    case 'doc':
      encoding.writeVarString(encoder, content.guid)
      encoding.writeAny(encoder, content.options as never)
  }
}

function writeTexts(encoder: encoding.Encoder, texts: readonly string[]): void {
  encoding.writeVarUint(encoder, texts.length)
  for (const text of texts) encoding.writeVarString(encoder, text)
}

/** Also of what JSON does not know. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? 'undefined'
}
