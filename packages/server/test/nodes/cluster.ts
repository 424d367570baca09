import { type CuttableNetwork, createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { freePort } from '@docket/test-support/free-port'
import { startRedis, type TestRedis } from '@docket/test-support/redis'
import { type ChildServer, startChildServer } from '../child-server.ts'

export type NotificationsOfNodes = 'redis' | 'postgres'

interface Node {
  server: ChildServer | undefined
  /** Its way to Postgres and to Redis. */
  readonly postgres: CuttableNetwork
  readonly redis: CuttableNetwork
}

/** Servers on one database, each with cables of its own that may be cut. */
export class Cluster {
  readonly #kind: NotificationsOfNodes
  readonly #secret: string
  readonly #databaseUrl: string
  readonly #nodes: Node[] = []
  readonly #redisPort: number
  #redis: TestRedis | undefined

  private constructor(kind: NotificationsOfNodes, databaseUrl: string, secret: string, redisPort: number) {
    this.#kind = kind
    this.#databaseUrl = databaseUrl
    this.#secret = secret
    this.#redisPort = redisPort
  }

  static async start(kind: NotificationsOfNodes, databaseUrl: string, secret: string, nodes: number): Promise<Cluster> {
    const cluster = new Cluster(kind, databaseUrl, secret, await freePort())
    if (kind === 'redis') await cluster.startRedis()
    const postgresPort = Number(new URL(databaseUrl).port || 5432)
    for (let index = 0; index < nodes; index++) {
      const [postgres, redis] = [
        await createCuttableNetwork(postgresPort),
        await createCuttableNetwork(cluster.#redisPort),
      ]
      cluster.#nodes.push({ server: undefined, postgres, redis })
    }
    await Promise.all(cluster.#nodes.map((_, index) => cluster.startNode(index)))
    return cluster
  }

  /** Where the nodes that run listen. */
  get ports(): readonly number[] {
    return this.#nodes.flatMap(({ server }) => server?.port ?? [])
  }

  /** How a node ended by itself: that must not happen. */
  get unexpectedEnd(): string | undefined {
    return this.#nodes.map(({ server }) => server?.unexpectedEnd()).find((end) => end !== undefined)
  }

  get stderr(): string {
    return this.#nodes.map(({ server }, index) => `node ${index}: ${server?.stderr() ?? 'is down'}`).join('\n')
  }

  portOf(index: number): number {
    return this.#nodes[index]?.server?.port ?? 0
  }

  async startNode(index: number): Promise<void> {
    const node = this.#nodes[index]
    if (node === undefined || node.server !== undefined) return
    const url = new URL(this.#databaseUrl)
    url.host = `127.0.0.1:${node.postgres.port}`
    node.server = await startChildServer('docket', {
      DATABASE_URL: url.href,
      DOCKET_AUTH_SECRET: this.#secret,
      DOCKET_NOTIFICATIONS: this.#kind,
      ...(this.#kind === 'redis' && { REDIS_URL: `redis://127.0.0.1:${node.redis.port}` }),
    })
  }

  /** `kill -9`; resolves when it is gone. */
  async killNode(index: number): Promise<void> {
    const node = this.#nodes[index]
    const server = node?.server
    if (node !== undefined) node.server = undefined
    await server?.kill()
  }

  async cut(index: number, cable: 'postgres' | 'redis'): Promise<void> {
    await this.#nodes[index]?.[cable].cut()
  }

  async restore(index: number, cable: 'postgres' | 'redis'): Promise<void> {
    await this.#nodes[index]?.[cable].restore()
  }

  async startRedis(): Promise<void> {
    this.#redis = await startRedis(this.#redisPort)
  }

  async stopRedis(): Promise<void> {
    await this.#redis?.stop()
    this.#redis = undefined
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((_, index) => this.killNode(index)))
    await this.stopRedis()
    await Promise.all(this.#nodes.flatMap(({ postgres, redis }) => [postgres.close(), redis.close()]))
  }
}
