import type { EventId, Store } from '@docket/core'
import { tab } from './shop.ts'

const DOCUMENTS = 5

/** Records one event after the other until it is stopped, and knows which were acknowledged. */
export class SteadyTill {
  readonly store: Store
  readonly acknowledged: EventId[] = []
  #isStopped = false
  readonly #running: Promise<void>

  constructor(store: Store) {
    this.store = store
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    const documents = Array.from({ length: DOCUMENTS }, (_, index) =>
      this.store.open(tab, `${this.store.device}-${index}`),
    )
    for (let count = 0; !this.#isStopped; count++) {
      const receipt = documents[count % DOCUMENTS]?.record('added', { drink: `${count}` })
      await receipt?.committed
      if (receipt !== undefined) this.acknowledged.push(receipt.event.id)
    }
  }
}
