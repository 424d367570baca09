import { DocketError } from '../../event/errors.ts'
import { asTest } from './as-test.ts'
import { makePlan, type Plan } from './plan.ts'
import { type RunResult, runPlan } from './run-plan.ts'
import { shrink } from './shrink.ts'
import type { SimulationOptions } from './sim-options.ts'
import type { Violation } from './violation.ts'

/** What is simulated, and how much of it. */
export interface SimulateOptions extends SimulationOptions {
  /** How many things happen; 40 unless told. */
  readonly steps?: number
  /** So many devices; by chance unless told. */
  readonly devices?: number
  /** So many documents of each entity; by chance unless told. */
  readonly documents?: number
  /** What happens, instead of what the seed makes up: that of a run that failed. */
  readonly plan?: Plan
}

/** A run has broken rules. Its message has them, and a test to paste that breaks them again. */
export class SimulationFailedError extends DocketError {
  readonly violations: readonly Violation[]
  /** The smallest that was found to fail. */
  readonly plan: Plan

  constructor(seed: number, violations: readonly Violation[], plan: Plan, test: string) {
    const lines = violations.map(({ rule, what }) => `[${rule}] ${what}`)
    super(
      'simulation_failed',
      `Seed ${seed} breaks rules:\n${lines.join('\n')}\n\nPaste this test, and mend it:\n\n${test}\n`,
    )
    this.violations = violations
    this.plan = plan
  }
}

const STEPS = 40

/**
 * Runs devices with their disks, a network and a server in virtual time, with faults, and checks the rules of SPEC.md
 * and the user's own. The same seed gives the same run. One at a time in a process: meanwhile the globals of whatever
 * runs in it are the simulation's.
 *
 * @throws SimulationFailedError, NoGeneratorError
 */
export async function simulate(options: SimulateOptions): Promise<RunResult> {
  const result = await runSimulation(options)
  if (result.violations.length === 0) return result
  const { seed, entities } = options
  const rules = new Set(result.violations.map(({ rule }) => rule))
  let violations = result.violations
  const plan = await shrink(planOf(options), async (candidate) => {
    const again = await runPlan(candidate, options)
    const fails = again.violations.some(({ rule }) => rules.has(rule))
    if (fails) violations = again.violations
    return fails
  })
  throw new SimulationFailedError(seed, violations, plan, asTest(seed, plan, entities, violations))
}

/** As `simulate`, but what is wrong is in the result, and nothing is made smaller. */
export function runSimulation(options: SimulateOptions): Promise<RunResult> {
  return runPlan(planOf(options), options)
}

function planOf({ plan, seed, steps = STEPS, devices, documents }: SimulateOptions): Plan {
  return plan ?? makePlan({ seed, steps, devices, documents })
}
