/** Random numbers from a seed (mulberry32), so that a run that failed can be run again. */
export interface Random {
  /** From 0 up to but not including 1. */
  float(): number
  /** From 0 up to but not including `below`. */
  int(below: number): number
  /** True in `of` cases of 1. */
  chance(of: number): boolean
  pick<T>(items: readonly T[]): T
  bytes(length: number): Uint8Array
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const float = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number): number => Math.floor(float() * below)
  return {
    float,
    int,
    chance: (of) => float() < of,
    pick(items) {
      if (items.length === 0) throw new RangeError('Nothing to pick from')
      return items[int(items.length)] as (typeof items)[number]
    },
    bytes: (length) => Uint8Array.from({ length }, () => int(256)),
  }
}

/** A seed for a part of a seeded run: the same for the same words. */
export function seedOf(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const char of words.join('/')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
