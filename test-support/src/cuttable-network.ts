import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a server that can be cut like a cable: real TCP connections through it break and new ones are refused. */
export interface CuttableNetwork {
  readonly port: number
  cut(): Promise<void>
  restore(): Promise<void>
  /** Breaks what is open; from now on connections go to another port, or, undefined, to nobody: the port stays taken. */
  aim(targetPort: number | undefined): void
  close(): Promise<void>
}

/** Forwards a port of its own on 127.0.0.1 to the port of the server. */
export async function createCuttableNetwork(targetPort: number): Promise<CuttableNetwork> {
  const sockets = new Set<Socket>()
  let target: number | undefined = targetPort
  let server = await listen(0)
  const { port } = server.address() as AddressInfo

  async function listen(onPort: number): Promise<Server> {
    const listening = createServer((near) => {
      if (target === undefined) {
        near.resetAndDestroy()
        return
      }
      const far = connect(target, '127.0.0.1')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from)
        from.on('error', () => to.destroy())
        from.on('close', () => {
          sockets.delete(from)
          to.destroy()
        })
        from.pipe(to)
      }
    })
    listening.listen(onPort, '127.0.0.1')
    await once(listening, 'listening')
    return listening
  }

  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    breakAll()
    await closed
  }

  function breakAll(): void {
    // Node never closes the handle of a socket that is reset while it is being shut down.
    for (const socket of sockets) socket.writableEnded ? socket.destroy() : socket.resetAndDestroy()
  }

  return {
    port,
    cut,
    async restore() {
      if (!server.listening) server = await listen(port)
    },
    aim(nextPort) {
      target = nextPort
      breakAll()
    },
    close: cut,
  }
}
