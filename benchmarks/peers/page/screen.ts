import { type Order, type Row, textOf } from '../order.ts'
import type { Device, DeviceOptions, OpenDevice } from '../peer.ts'

/** What a till shows: the list of open orders, and those that it has open. */
export class Screen {
  readonly device: Device
  readonly rows = new Map<string, Row>()
  readonly orders = new Map<string, Order>()
  readonly #waiting = new Set<() => void>()

  private constructor(device: Device) {
    this.device = device
  }

  static async start(open: OpenDevice, options: DeviceOptions): Promise<Screen> {
    const screen = new Screen(await open(options))
    await screen.device.list((rows) => {
      screen.rows.clear()
      for (const row of rows) screen.rows.set(row.id, row)
      screen.#shown()
    })
    return screen
  }

  async open(id: string): Promise<void> {
    await this.device.open(id, (order) => {
      this.orders.set(id, order)
      this.#shown()
    })
  }

  /** Resolves with the time at which it was so. */
  when(isSo: () => boolean): Promise<number> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return
        this.#waiting.delete(look)
        resolve(performance.now())
      }
      this.#waiting.add(look)
      look()
    })
  }

  whenOrder(id: string, order: Order): Promise<number> {
    const text = textOf(order)
    return this.when(() => {
      const shown = this.orders.get(id)
      return shown !== undefined && textOf(shown) === text
    })
  }

  #shown(): void {
    for (const look of [...this.#waiting]) look()
  }
}
