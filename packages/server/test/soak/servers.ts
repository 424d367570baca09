import { randomBytes } from 'node:crypto'
import { type CuttableNetwork, createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { type ChildServer, startChildServer, type Usage } from '../child-server.ts'
import { ROUNDS_SECRET } from '../crash/create-device.ts'
import { scrape } from '../scrape.ts'
import { SERVERS, type ServerName } from './plan.ts'

interface Node {
  server: ChildServer | undefined
  /** The address that stays when the server is another one. */
  readonly front: CuttableNetwork
}

export type Ending = 'SIGTERM' | 'kill -9'

/** The servers of a run, on one database. */
export class Servers {
  readonly #nodes: Readonly<Record<ServerName, Node>>
  readonly #environment: Readonly<Record<string, string>>
  readonly problems: string[] = []

  private constructor(databaseUrl: string, nodes: Readonly<Record<ServerName, Node>>) {
    this.#nodes = nodes
    this.#environment = {
      DATABASE_URL: databaseUrl,
      DOCKET_AUTH_SECRET: ROUNDS_SECRET,
      DOCKET_SIGNING_KEY: randomBytes(32).toString('base64'),
    }
  }

  static async start(databaseUrl: string): Promise<Servers> {
    const node = async (): Promise<Node> => ({ server: undefined, front: await createCuttableNetwork(0) })
    const servers = new Servers(databaseUrl, { steady: await node(), restarted: await node() })
    // One after the other: the first one makes the tables.
    for (const name of SERVERS) await servers.start(name)
    return servers
  }

  get ports(): Readonly<Record<ServerName, number>> {
    return { steady: this.#nodes.steady.front.port, restarted: this.#nodes.restarted.front.port }
  }

  async start(name: ServerName): Promise<void> {
    const node = this.#nodes[name]
    node.server = await startChildServer('soak', this.#environment)
    node.front.aim(node.server.port)
  }

  /** Resolves when it is gone. */
  async end(name: ServerName, how: Ending): Promise<void> {
    const { server, front } = this.#nodes[name]
    if (server === undefined) return
    if (how === 'kill -9') await server.kill()
    else {
      const code = await server.terminate()
      if (code !== 0) this.problems.push(`the ${name} server ended with ${code} after SIGTERM: ${server.stderr()}`)
    }
    this.#nodes[name].server = undefined
    front.aim(undefined)
  }

  /** How a server ended by itself: that must not happen. */
  get unexpectedEnd(): string | undefined {
    return SERVERS.map((name) => this.#nodes[name].server?.unexpectedEnd()).find((end) => end !== undefined)
  }

  /** What the servers logged as errors. */
  get stderr(): string {
    return SERVERS.map((name) => `${name}: ${this.#nodes[name].server?.stderr() ?? 'is down'}`).join('\n')
  }

  usage(name: ServerName): Promise<Usage> {
    const { server } = this.#nodes[name]
    if (server === undefined) throw new Error(`The ${name} server is down`)
    return server.usage()
  }

  /** How many WebSockets a server says that it has. */
  openSockets(name: ServerName): Promise<number> {
    return scrape(`http://127.0.0.1:${this.#nodes[name].server?.port}`, 'docket_open_sockets')
  }

  /** `kill -9` of whatever is left. */
  async close(): Promise<void> {
    for (const { server, front } of Object.values(this.#nodes)) {
      await server?.kill()
      await front.close()
    }
  }
}
