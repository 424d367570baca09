import { randomUUID } from 'node:crypto'
import type { Transport } from '@docket/core'
import type { ConformanceClient, TransportBench } from '@docket/core/testing'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import pg from 'pg'
import type { DocketServer } from '../src/create-server.ts'

/** What a device knows of the server. */
export interface ServerOfDevice {
  readonly url: string
  readonly token: () => Promise<string>
  /** Of the device. */
  readonly name: string
}

export interface BenchOptions {
  readonly server: DocketServer
  readonly databaseUrl: string
  readonly transportOf: (server: ServerOfDevice) => Transport
}

/** Two devices of a new tenant, each with a cable of its own, before a real server. */
export async function startBench(options: BenchOptions): Promise<TransportBench> {
  const tenant = `bench-${randomUUID()}`
  const [left, right] = await Promise.all([client(options, tenant, 'left'), client(options, tenant, 'right')])
  return {
    tenant,
    left,
    right,
    ...holdingCommits(options.databaseUrl),
    async stop() {
      await Promise.all([left.stop(), right.stop()])
    },
  }
}

async function client(
  { server, transportOf }: BenchOptions,
  tenant: string,
  device: string,
): Promise<ConformanceClient & { stop(): Promise<void> }> {
  const network = await createCuttableNetwork(server.port)
  const token = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant, sub: device, roles: ['device'] }),
    })
    return ((await response.json()) as { token: string }).token
  }
  return {
    transport: transportOf({ url: `ws://127.0.0.1:${network.port}`, token, name: `${tenant}-${device}` }),
    user: `user-of-${device}`,
    device,
    cut: () => network.cut(),
    restore: () => network.restore(),
    stop: () => network.close(),
  }
}

/** A lock on the ledger lets nobody write until it is given back. */
function holdingCommits(databaseUrl: string): Pick<TransportBench, 'holdCommits' | 'releaseCommits'> {
  const holder = new pg.Client({ connectionString: databaseUrl })
  let isHeld = false
  return {
    async holdCommits() {
      await holder.connect()
      await holder.query('begin; lock table docket.audit_events in exclusive mode')
      isHeld = true
    },
    async releaseCommits() {
      if (isHeld) await holder.end()
      isHeld = false
    },
  }
}
