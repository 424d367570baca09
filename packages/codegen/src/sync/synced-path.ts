import type { Node } from '../description/place.ts'

/** A path with `x-sync`, and what else the description says of it. */
export interface SyncedPath {
  readonly path: string
  readonly sync: Node
  /** The path of the collection, and of one of it: `/orders`, `/orders/{id}`. */
  readonly collection: Node
  readonly item: Node | undefined
}
