import { makePlan, type Plan } from './plan.ts'
import { type RunResult, Simulation, type SimulationOptions } from './simulation.ts'

export interface SimulateOptions extends SimulationOptions {
  /** How many things happen. */
  readonly steps?: number
  /** So many devices; by chance unless told. */
  readonly devices?: number
  /** So many documents of each entity; by chance unless told. */
  readonly documents?: number
  /** What happens, instead of what the seed makes up: of a run that failed, made smaller. */
  readonly plan?: Plan
}

const STEPS = 40

/** Runs devices, their disks, a network and a server in virtual time, with faults; the same seed gives the same run. */
export async function runSimulation({
  steps = STEPS,
  devices,
  documents,
  plan,
  ...options
}: SimulateOptions): Promise<RunResult> {
  const { seed } = options
  return new Simulation(plan ?? makePlan({ seed, steps, devices, documents }), options).run()
}
