/** How much of each. */
export interface Size {
  readonly dayOrders: number
  readonly sharedOrders: number
  readonly sharedChanges: number
  readonly coldOrders: number
  readonly clockOrders: number
  readonly loadSeconds: number
  readonly kills: number
}

export const FULL: Size = {
  dayOrders: 60,
  sharedOrders: 50,
  sharedChanges: 500,
  coldOrders: 1_000,
  clockOrders: 10,
  loadSeconds: 5,
  kills: 2,
}

export const QUICK: Size = {
  dayOrders: 5,
  sharedOrders: 5,
  sharedChanges: 50,
  coldOrders: 40,
  clockOrders: 3,
  loadSeconds: 1,
  kills: 1,
}
