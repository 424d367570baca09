import pg from 'pg'
import { hasArrived, problemsOfBreaches, problemsOfEvents } from '../crash/checks.ts'
import { Claims } from '../crash/claims.ts'
import { createDevice, ROUNDS_SECRET, tokenOf } from '../crash/create-device.ts'
import type { Device } from '../crash/device.ts'
import type { DeviceDocument } from '../crash/device-document.ts'
import type { DevicePlan } from '../crash/plan.ts'
import { STORED_IDS } from '../crash/stored.ts'
import { readFreshDocument } from '../fresh-document.ts'
import { readLedger } from '../ledger.ts'
import { problemsOfCopy, problemsOfLedger } from '../ledger-checks.ts'
import { flawsOfChain } from '../ledger-records.ts'
import { createRandom, type Random } from '../random.ts'
import { waitUntil } from '../wait-until.ts'
import { Cluster, type NotificationsOfNodes } from './cluster.ts'
import { NODES, planNodes, type Trouble } from './plan.ts'

export interface NodesResult {
  readonly seed: number
  readonly notifications: NotificationsOfNodes
  readonly devices: number
  readonly acknowledged: number
  readonly troubles: readonly string[]
  /** Events that somebody had seen acknowledged by a node before it was killed, and that were not stored afterwards. */
  readonly lost: number
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[]
}

/** Starting three processes takes long on a busy machine. */
const NODE_WITHIN_MS = 120_000

/** One round: three servers on one database, devices that go from one to another, and what goes wrong meanwhile. */
export async function runNodes(databaseUrl: string, seed: number): Promise<NodesResult> {
  const random = createRandom(seed)
  const plan = planNodes(random)
  const cluster = await Cluster.start(plan.notifications, databaseUrl, ROUNDS_SECRET, NODES)
  const round = new NodesRound(cluster, databaseUrl, random)
  try {
    const { lost, problems, acknowledged } = await round.run(plan.devices, plan.troubles)
    const troubles = plan.troubles.map(({ kind, node }) => (kind.startsWith('node') ? `${kind} (${node})` : kind))
    return {
      seed,
      notifications: plan.notifications,
      devices: plan.devices.length,
      acknowledged,
      troubles,
      lost,
      problems,
    }
  } finally {
    await round.close()
    await cluster.close()
  }
}

class NodesRound {
  readonly #cluster: Cluster
  readonly #pool: pg.Pool
  readonly #random: Random
  readonly #claims = new Claims()
  readonly #problems: string[] = []
  #devices: readonly Device[] = []
  #lost = 0
  /** While it is looked what was stored, nobody brings again what was lost. */
  #isClosed = false
  #isOver = false

  constructor(cluster: Cluster, databaseUrl: string, random: Random) {
    this.#cluster = cluster
    this.#random = random
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  }

  get #documents(): DeviceDocument[] {
    return this.#devices.flatMap(({ documents }) => documents)
  }

  async run(
    plans: readonly DevicePlan[],
    troubles: readonly Trouble[],
  ): Promise<Pick<NodesResult, 'lost' | 'problems' | 'acknowledged'>> {
    this.#devices = await Promise.all(
      plans.map((plan) =>
        createDevice(plan, { claims: this.#claims, random: this.#random, port: () => this.#anyPort() }),
      ),
    )
    for (const device of this.#devices) device.start()
    for (const trouble of troubles) await this.#endure(trouble)
    await this.#wait('everything is acknowledged', () => this.#documents.every(({ isDone }) => isDone))
    await this.#check()
    return { lost: this.#lost, problems: this.#problems, acknowledged: this.#claims.acknowledged }
  }

  async close(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#devices.map((device) => device.stop()))
    await this.#pool.end()
  }

  async #anyPort(): Promise<number> {
    await waitUntil(
      'a node runs',
      () => this.#isOver || (!this.#isClosed && this.#cluster.ports.length > 0),
      NODE_WITHIN_MS,
    )
    return this.#isOver ? 0 : this.#random.pick(this.#cluster.ports)
  }

  async #endure(trouble: Trouble): Promise<void> {
    const { node, after, lasts } = trouble
    await this.#acknowledged(after)
    switch (trouble.kind) {
      case 'node killed':
        await this.#kill([node])
        await this.#acknowledged(lasts)
        return this.#cluster.startNode(node)
      case 'all nodes killed': {
        const all = Array.from({ length: NODES }, (_, index) => index)
        await this.#kill(all)
        await Promise.all(all.map((index) => this.#cluster.startNode(index)))
        return
      }
      case 'node cut from Postgres':
        return this.#cutFor(node, 'postgres', lasts)
      case 'node cut from Redis':
        return this.#cutFor(node, 'redis', lasts)
      case 'Redis killed':
        await this.#cluster.stopRedis()
        await this.#acknowledged(lasts)
        return this.#cluster.startRedis()
    }
  }

  async #cutFor(node: number, cable: 'postgres' | 'redis', lasts: number): Promise<void> {
    await this.#cluster.cut(node, cable)
    await this.#acknowledged(lasts, 2_000)
    await this.#cluster.restore(node, cable)
  }

  async #kill(nodes: readonly number[]): Promise<void> {
    this.#isClosed = true
    const ports = new Set(nodes.map((node) => this.#cluster.portOf(node)))
    await Promise.all(nodes.map((node) => this.#cluster.killNode(node)))
    await Promise.all(this.#devices.filter(({ port }) => ports.has(port)).map((device) => device.disconnected()))
    const claimed = this.#claims.snapshot()
    const stored = await STORED_IDS.docket(this.#pool)
    for (const [claim, ids] of claimed) {
      const lost = [...ids.difference(stored)]
      if (claim === 'acknowledged') this.#lost += lost.length
      this.#problems.push(...lost.map((id) => `${id} was ${claim} and is lost`))
    }
    this.#isClosed = false
  }

  /** Until so many more are acknowledged, or all are, or for so long: those of a node that is cut off wait for it. */
  async #acknowledged(more: number, atMostMs = Number.POSITIVE_INFINITY): Promise<void> {
    const goal = this.#claims.acknowledged + more
    const endMs = performance.now() + atMostMs
    await this.#wait('more is acknowledged', () => {
      const isDone = this.#documents.every(({ isDone }) => isDone)
      return isDone || this.#claims.acknowledged >= goal || performance.now() > endMs
    })
  }

  async #check(): Promise<void> {
    const ledger = await readLedger(this.#pool)
    const byDocument = Map.groupBy(ledger, ({ document }) => document)
    const rowsOf = (name: string) => byDocument.get(name) ?? []
    await this.#wait('every device has everything', () =>
      this.#documents.every((document) => hasArrived(document, rowsOf(document.plan.name))),
    )
    this.#problems.push(
      ...(await problemsOfLedger(this.#pool, ledger)),
      ...problemsOfEvents(ledger, this.#claims),
      ...(await problemsOfBreaches(this.#pool)),
      ...this.#documents.flatMap((document) => [
        ...document.problems,
        ...problemsOfCopy(`${document.plan.device}'s ${document.plan.name}`, document, rowsOf(document.plan.name)),
      ]),
    )
    for (const tenant of new Set(ledger.map(({ tenant: name }) => name))) {
      this.#problems.push(...(await flawsOfChain(this.#pool, tenant)))
    }
    for (const name of byDocument.keys()) {
      if (name.includes('/$tenant/')) continue
      const token = await tokenOf(name.split('/')[0] ?? '', 'fresh')
      const copy = await readFreshDocument(this.#random.pick(this.#cluster.ports), name, token)
      this.#problems.push(...problemsOfCopy(`a fresh ${name}`, copy, rowsOf(name)))
    }
  }

  async #wait(what: string, isSo: () => boolean): Promise<void> {
    await waitUntil(
      () => `${what}\n${this.#documents.map(({ state }) => state).join('\n')}\n${this.#cluster.stderr}`,
      () => {
        const end = this.#cluster.unexpectedEnd
        if (end !== undefined) throw new Error(end)
        return isSo()
      },
      40_000,
    )
  }
}
