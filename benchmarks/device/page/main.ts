// What the benchmark and the trials ask of a page, by `page.evaluate`.
import { coldStart, readAllWithStock } from './cold-start.ts'
import { fillBareRows, fillCatalogue, fillDocuments } from './fill.ts'
import { recordUntilFull, whenThereIsRoom } from './full-disk.ts'
import { listAfterEvent } from './list-after-event.ts'
import { holdBareSummaries, holdList, listFromBareRows, listOrders } from './list-orders.ts'
import { connectAfterDay, readTill, workOffline } from './offline-day.ts'
import { openOrders, openOrdersWithStock } from './open-orders.ts'
import { recordToSaved } from './record-to-saved.ts'
import { recordToState } from './record-to-state.ts'
import { readStored, recordUntilKilled } from './record-until-killed.ts'

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
  recordUntilKilled,
  readStored,
  workOffline,
  connectAfterDay,
  readTill,
}

export type Device = typeof device

declare global {
  interface Window {
    device: Device
  }
}

window.device = device
