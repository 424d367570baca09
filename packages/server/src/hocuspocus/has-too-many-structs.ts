import * as decoding from 'lib0/decoding'

/** The least that a struct takes in an update. */
const MIN_STRUCT_BYTES = 2

// Yjs' update format, version 1.
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_KEY = 0x20
const KIND = 0x1f
const XML_ELEMENT = 3
const XML_HOOK = 5

type Skip = (decoder: decoding.Decoder) => void

const skipNumber: Skip = (decoder) => {
  decoding.readVarUint(decoder)
}
const skipBytes: Skip = (decoder) => {
  const length = decoding.readVarUint(decoder)
  decoder.pos += length
}
const skipAny: Skip = (decoder) => {
  decoding.readAny(decoder)
}
const skipAll = (one: Skip, decoder: decoding.Decoder): void => {
  for (let left = decoding.readVarUint(decoder); left > 0; left--) one(decoder)
}

/** By the kind in a struct's first byte; those without an entry are no kind. */
const SKIPS: Readonly<Record<number, Skip>> = {
  1: skipNumber,
  2: (decoder) => skipAll(skipBytes, decoder),
  3: skipBytes,
  4: skipBytes,
  5: skipBytes,
  6(decoder) {
    skipBytes(decoder)
    skipBytes(decoder)
  },
  7(decoder) {
    const type = decoding.readVarUint(decoder)
    if (type === XML_ELEMENT || type === XML_HOOK) skipBytes(decoder)
  },
  8: (decoder) => skipAll(skipAny, decoder),
  9(decoder) {
    skipBytes(decoder)
    skipAny(decoder)
  },
}

/**
 * Has an update more structs than so many? Decoding 1 MiB of small ones takes Yjs a second and hundreds of MiB, so they
 * are counted first. Bytes that are no update have not too many.
 */
export function hasTooManyStructs(update: Uint8Array, max: number): boolean {
  if (update.byteLength <= max * MIN_STRUCT_BYTES) return false
  const decoder = decoding.createDecoder(update)
  try {
    let structs = 0
    for (let blocks = decoding.readVarUint(decoder); blocks > 0; blocks--) {
      let left = decoding.readVarUint(decoder)
      structs += left
      if (structs > max) return true
      skipNumber(decoder)
      skipNumber(decoder)
      for (; left > 0; left--) skipStruct(decoder)
    }
    return false
  } catch {
    return false
  }
}

function skipStruct(decoder: decoding.Decoder): void {
  const info = decoding.readUint8(decoder)
  const kind = info & KIND
  // GC and Skip have a length only.
  if (kind === 0 || info === 10) {
    skipNumber(decoder)
    return
  }
  const origins = ((info & HAS_ORIGIN) === 0 ? 0 : 1) + ((info & HAS_RIGHT_ORIGIN) === 0 ? 0 : 1)
  for (let id = 0; id < origins * 2; id++) skipNumber(decoder)
  if (origins === 0) skipParent(decoder, (info & HAS_KEY) !== 0)
  const skip = SKIPS[kind]
  if (skip === undefined) throw new RangeError('no kind of content')
  skip(decoder)
}

function skipParent(decoder: decoding.Decoder, hasKey: boolean): void {
  if (decoding.readVarUint(decoder) === 1) skipBytes(decoder)
  else {
    skipNumber(decoder)
    skipNumber(decoder)
  }
  if (hasKey) skipBytes(decoder)
}
