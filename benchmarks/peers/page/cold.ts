import { changesOfOrder, orderId } from '../work.ts'
import type { Screen } from './screen.ts'

/** Fills the device with orders; every `open`-th of them is not paid. */
export async function fill(screen: Screen, from: number, to: number, open: number): Promise<void> {
  const changes = changesOfOrder()
  for (let n = from; n < to; n++) {
    const id = orderId(n)
    await screen.device.create(id, n + 1)
    await screen.open(id)
    await screen.when(() => screen.orders.has(id))
    const saved = (n % open === 0 ? changes.slice(0, -1) : changes).map((change) => screen.device.change(id, change))
    await Promise.all(saved)
  }
  await screen.device.safe()
}

/** From asking for an order until its state is shown, ms. */
export async function openCold(screen: Screen, n: number): Promise<number> {
  const id = orderId(n)
  const startMs = performance.now()
  const shown = screen.when(() => screen.orders.has(id))
  await screen.open(id)
  return (await shown) - startMs
}
