import { Bad } from './finding.ts'
import type { Line } from './read-lines.ts'
import type { Step } from './step.ts'

/** A file's steps, one at a time without waiting for each. */
class StepFile {
  readonly #batches: AsyncGenerator<Line[]>
  readonly #read: (line: string) => Step | undefined
  readonly #file: string
  #lines: readonly Line[] = []
  #at = 0
  #head: Step | undefined

  constructor(file: string, batches: AsyncGenerator<Line[]>, read: (line: string) => Step | undefined) {
    this.#file = file
    this.#batches = batches
    this.#read = read
  }

  /** The first step that was not taken; undefined when there is none at hand. */
  get head(): Step | undefined {
    return this.#head
  }

  take(): void {
    this.#head = undefined
    if (this.#at < this.#lines.length) this.#parse()
  }

  /** Resolves when there is a head, or the file has ended. */
  async fill(): Promise<void> {
    while (this.#head === undefined) {
      const { done, value } = await this.#batches.next()
      if (done) return
      this.#lines = value
      this.#at = 0
      if (value.length > 0) this.#parse()
    }
  }

  #parse(): void {
    const line = this.#lines[this.#at++]
    this.#head = line === undefined ? undefined : this.#read(line)
    if (this.#head === undefined) {
      throw new Bad('malformed', `A line of ${this.#file} cannot be read`, { file: this.#file })
    }
  }
}

const MOST = 1_000

/**
 * The records and the links of a bundle in one row, the smaller number first and a record before a link, some at a time.
 *
 * @throws Bad
 */
export async function* mergeSteps(
  records: AsyncGenerator<Line[]>,
  links: AsyncGenerator<Line[]>,
  read: { record(line: string): Step | undefined; link(line: string): Step | undefined },
): AsyncGenerator<Step[]> {
  const first = new StepFile('records.ndjson', records, read.record)
  const second = new StepFile('links.ndjson', links, read.link)
  try {
    yield* merge(first, second)
  } finally {
    await records.return(undefined)
    await links.return(undefined)
  }
}

async function* merge(first: StepFile, second: StepFile): AsyncGenerator<Step[]> {
  let isFirstAtEnd = false
  let isSecondAtEnd = false
  for (;;) {
    if (!isFirstAtEnd && first.head === undefined) await first.fill()
    isFirstAtEnd = first.head === undefined
    if (!isSecondAtEnd && second.head === undefined) await second.fill()
    isSecondAtEnd = second.head === undefined
    if (isFirstAtEnd && isSecondAtEnd) return
    const steps: Step[] = []
    let bad: unknown
    try {
      while (steps.length < MOST) {
        const file = next(first, isFirstAtEnd, second, isSecondAtEnd)
        if (file?.head === undefined) break
        steps.push(file.head)
        file.take()
      }
    } catch (error) {
      bad = error
    }
    // What comes before a line that cannot be read is looked at first.
    yield steps
    if (bad !== undefined) throw bad
  }
}

function next(first: StepFile, isFirstAtEnd: boolean, second: StepFile, isSecondAtEnd: boolean): StepFile | undefined {
  if (first.head === undefined) return isFirstAtEnd ? second : undefined
  if (second.head === undefined) return isSecondAtEnd ? first : undefined
  return first.head.seq <= second.head.seq ? first : second
}
