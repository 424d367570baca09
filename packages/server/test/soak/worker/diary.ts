import type { EventRecord } from '@docket/core'
import type { Report, Settled } from '../messages.ts'

/** What the devices of this process recorded and heard, until it is told. */
export class Diary {
  #recorded: Report['recorded'][number][] = []
  #settled: Settled[] = []

  recorded(document: string, event: EventRecord): void {
    this.#recorded.push({ document, event })
  }

  settled(settled: Settled): void {
    this.#settled.push(settled)
  }

  /** What is new since the last call; undefined when nothing is. */
  take(): Report | undefined {
    const [recorded, settled] = [this.#recorded, this.#settled]
    if (recorded.length === 0 && settled.length === 0) return undefined
    this.#recorded = []
    this.#settled = []
    return { kind: 'report', recorded, settled }
  }
}
