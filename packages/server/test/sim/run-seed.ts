import { runSimulation, type SimulateOptions, SimulationFailedError, simulate } from '@docket/core/testing'
import { rulesFor } from '../../src/gate/rules.ts'
import { docketServer } from '../../src/testing/docket-server.ts'
import { order } from './order.ts'

/** A rule of the server's own, which depends on nothing but the event. */
const VOIDED = { code: 'manager_only', reason: 'ask a manager' }
const rules = rulesFor(order, {
  events: { state_changed: (_order, { new_status }) => (new_status === 'void' ? VOIDED : true) },
})

/** What is simulated. */
export const options: Omit<SimulateOptions, 'seed'> = {
  entities: [order],
  server: docketServer({ rules: [rules] }),
  rejects: ({ type, payload }) => (type === 'state_changed' && payload.new_status === 'void' ? VOIDED.code : undefined),
}

export interface RunSeedOptions {
  /** With a test to paste, which takes many runs. */
  readonly isShrunk?: boolean
  /** How many things happen. */
  readonly steps?: number | undefined
}

/** Runs one seed. Gives what is wrong, as text; undefined when nothing is. */
export async function runSeed(
  seed: number,
  { isShrunk = true, steps }: RunSeedOptions = {},
): Promise<string | undefined> {
  const run = { ...options, seed, ...(steps !== undefined && { steps }) }
  try {
    if (isShrunk) await simulate(run)
    else {
      const { violations } = await runSimulation(run)
      const lines = violations.map(({ rule, what }) => `[${rule}] ${what}`)
      return lines.length === 0 ? undefined : `Seed ${seed} breaks rules:\n${lines.join('\n')}`
    }
    return undefined
  } catch (error) {
    return error instanceof SimulationFailedError ? error.message : `Seed ${seed}: [error] ${String(error)}`
  }
}
