import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'

/** Lets what is sent on a WebSocket in one turn leave in one write: a system call a message is what costs a server most. */
export class Cork {
  readonly #webSocket: WebSocket
  #corked: Socket | undefined

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket
  }

  /** Until the end of the turn. */
  hold(): void {
    if (this.#corked !== undefined) return
    const socket = socketOf(this.#webSocket)
    if (socket === undefined) return
    this.#corked = socket
    socket.cork()
    setImmediate(() => {
      this.#corked = undefined
      socket.uncork()
    })
  }
}

/** `ws` keeps the TCP socket in a field that its types do not name. */
function socketOf(webSocket: WebSocket): Socket | undefined {
  return (webSocket as WebSocket & { readonly _socket?: Socket | null })._socket ?? undefined
}
