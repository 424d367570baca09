import { commitmentHash } from '../../chain/commitment.ts'
import { isObject } from './read-step.ts'
import type { RecordStep } from './step.ts'

const REMEMBERED = 10_000

/** Whether what a record reveals is what it has committed to. Remembers users, who come again and again. */
export class RevealCheck {
  readonly #hashes = new Map<string, string>()

  /** The first pointer whose value is another than the one under the hash. */
  wrongPointer({ content, reveal }: RecordStep): string | undefined {
    for (const [pointer, revealed] of Object.entries(reveal)) {
      const commitment = valueAt(content, pointer)
      if (!isObject(commitment) || commitment.$personal !== this.#hashOf(revealed.salt, revealed.value)) return pointer
    }
    return undefined
  }

  #hashOf(salt: string, value: unknown): string {
    if (typeof value !== 'string') return commitmentHash({ salt, value })
    const key = salt + value
    let hash = this.#hashes.get(key)
    if (hash === undefined) {
      if (this.#hashes.size >= REMEMBERED) this.#hashes.clear()
      hash = commitmentHash({ salt, value })
      this.#hashes.set(key, hash)
    }
    return hash
  }
}

/** RFC 6901, through objects only: a payload's personal values are members. */
function valueAt(content: unknown, pointer: string): unknown {
  let value = content
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}
