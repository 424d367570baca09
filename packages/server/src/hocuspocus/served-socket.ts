import type { WebSocketLike } from '@hocuspocus/server'

/** A socket as Hocuspocus and the intake see it: everything on it is in Hocuspocus' frames. */
export interface ServedSocket extends WebSocketLike {
  /** Told of everything that is sent. */
  onSend: (frame: Uint8Array) => void
  onFrame(take: (frame: Uint8Array) => void): void
  /** Is it not read now? */
  readonly isHeld: boolean
  /** Reads no more until the returned function is called; several may hold. */
  hold(): () => void
  /** The other side has opened no document in time. */
  closeAsLate(): void
}
