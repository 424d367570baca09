/** Yjs' coordinates of one item. */
export interface ItemId {
  readonly client: number
  readonly clock: number
}

/** One run of items of an update, decoded but not applied. */
export interface AppendedItem extends ItemId {
  readonly length: number
  /** The name of the root type, where the update says it; otherwise it is that of the origins. */
  readonly root: string | undefined
  readonly origins: readonly ItemId[]
  /** The values, or undefined when the content is not JSON in a list. */
  readonly values: readonly unknown[] | undefined
}

/** An update as the gate sees it. Items of a client are in the order of their clocks. */
export interface Appended {
  /** The length of the update. */
  readonly bytes: number
  readonly items: readonly AppendedItem[]
  /** Does the update delete anything? */
  readonly deletes: boolean
}
