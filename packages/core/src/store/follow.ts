/** How far a follow has come. */
export interface FollowStatus {
  /** How many documents it chooses. */
  readonly matching: number
  /** How many of them are on this device's disk, with all that the server is known to have. */
  readonly onDisk: number
}

/** Documents that are kept on this device until it is closed. */
export interface Follow {
  /** The same object until something changes. */
  status(): FollowStatus
  subscribe(listener: () => void): () => void
  /** What was kept stays on disk, until retention lets it go. */
  close(): void
}
