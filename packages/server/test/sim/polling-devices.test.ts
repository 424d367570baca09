import { type Ended, runSimulation, type Step } from '@docket/core/testing'
import { expect, test } from 'vitest'
import { docketServer } from '../../src/testing/docket-server.ts'
import { order } from './order.ts'

const record = (device: number): Step => ({ waitMs: 500, kind: 'record', device, document: 0, seed: device })
const PLAN = { devices: 2, documents: 1, steps: [record(0), record(1), record(0), record(1)] }

/** A run of two devices of one tenant, one of each kind, by the seed. */
async function runOfBothKinds(): Promise<{ readonly ended: Ended; readonly trace: readonly string[] }> {
  for (let seed = 1; ; seed++) {
    let ended: Ended | undefined
    const look = (at: Ended): undefined => {
      ended = at
    }
    const run = { entities: [order], server: docketServer(), seed, plan: PLAN, invariants: { look }, keepsTrace: true }
    const { violations, trace } = await runSimulation(run)
    expect(violations).toEqual([])
    const kinds = new Set(ended?.devices.map(({ options }) => options.isPolling))
    const haveBothRecorded = ended?.devices.every(({ recorded }) => recorded.length > 0)
    if (ended !== undefined && kinds.size === 2 && haveBothRecorded === true) return { ended, trace }
  }
}

test('[COM1] a simulated device that polls records and sees what one with a WebSocket records', async () => {
  const { ended, trace } = await runOfBothKinds()
  const own = ended.devices.flatMap(({ recorded }) => recorded.map(({ event }) => event.id)).sort()
  for (const { documents } of ended.devices)
    for (const document of documents) {
      expect(document.history().map(({ event }) => event.id)).toEqual(own)
      expect(new Set(document.history().map(({ saveState }) => saveState))).not.toContain('saved')
    }
  const polling = ended.devices.find(({ options }) => options.isPolling)?.name
  expect(trace.some((line) => line.includes(`${polling} is answered`))).toBe(true)
  expect(trace.some((line) => line.includes(`${polling} to server`))).toBe(false)
}, 60_000)
