// What run.ts asks of a page, by `page.evaluate`.
import { coldStart, readAllWithStock } from './cold-start.ts'
import { fillBareRows, fillCatalogue, fillDocuments } from './fill.ts'
import { recordUntilFull, whenThereIsRoom } from './full-disk.ts'
import { listAfterEvent } from './list-after-event.ts'
import { holdBareSummaries, holdList, listFromBareRows, listOrders } from './list-orders.ts'
import { openOrders, openOrdersWithStock } from './open-orders.ts'
import { recordToSaved } from './record-to-saved.ts'
import { recordToState } from './record-to-state.ts'

const device = {
  fillDocuments,
  fillCatalogue,
  fillBareRows,
  coldStart,
  readAllWithStock,
  listOrders,
  listFromBareRows,
  holdList,
  holdBareSummaries,
  openOrders,
  openOrdersWithStock,
  recordToSaved,
  recordToState,
  listAfterEvent,
  recordUntilFull,
  whenThereIsRoom,
}

export type Device = typeof device

declare global {
  interface Window {
    device: Device
  }
}

window.device = device
