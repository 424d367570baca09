import { AFTER_SNAPSHOT, BEFORE_ALL, isAfter, type Offset } from './offset.ts'

/** A row that was inserted, changed or deleted. */
export interface LogItem {
  readonly offset: Offset
  readonly message: object
}

export interface Chunk {
  readonly messages: readonly object[]
  readonly end: Offset
  readonly isUpToDate: boolean
}

/** So many rows are answered at once. */
const CHUNK = 500

/** All that has happened in a shape since it was begun. */
export class ShapeLog {
  readonly handle: string
  readonly #items: LogItem[] = []
  readonly #waiting = new Set<() => void>()
  #isRotated = false

  constructor(handle: string) {
    this.handle = handle
  }

  /** It was dropped: whoever has read it must begin anew. */
  get isRotated(): boolean {
    return this.#isRotated
  }

  get end(): Offset {
    const last = this.#items.at(-1)?.offset
    return last === undefined || last.tx === 0 ? AFTER_SNAPSHOT : last
  }

  append(items: readonly LogItem[]): void {
    if (items.length === 0) return
    this.#items.push(...items)
    this.#wake()
  }

  rotate(): void {
    this.#isRotated = true
    this.#wake()
  }

  after(offset: Offset): Chunk {
    const rest = this.#items.filter((item) => isAfter(item.offset, offset))
    const chunk = rest.slice(0, CHUNK)
    const isWhole = chunk.length === rest.length
    return {
      messages: chunk.map(({ message }) => message),
      end: (isWhole ? undefined : chunk.at(-1)?.offset) ?? this.end,
      isUpToDate: isWhole && offset !== BEFORE_ALL,
    }
  }

  /** Resolves when something was appended, the log was dropped, or somebody does not wait any more. */
  changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done()
  }
}
