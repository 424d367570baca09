import type { Plan, Step } from './plan.ts'

/** More runs than this say little more. */
const MOST_RUNS = 400

/**
 * A smaller plan that fails too: fewer steps first (Zeller's delta debugging), then fewer devices and documents, then
 * shorter times. In the end no single step can be left out.
 *
 * @param fails is asked of each candidate
 */
export async function shrink(plan: Plan, fails: (candidate: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan
  let runs = 0
  const accept = async (candidate: Plan): Promise<boolean> => {
    if (runs++ >= MOST_RUNS || !(await fails(candidate))) return false
    smallest = candidate
    return true
  }
  await leaveOutSteps(() => smallest, accept)
  for (let size = smallest.devices - 1; size > 0; size--) if (!(await accept({ ...smallest, devices: size }))) break
  for (let size = smallest.documents - 1; size > 0; size--) if (!(await accept({ ...smallest, documents: size }))) break
  for (let index = 0; index < smallest.steps.length; index++)
    for (const simpler of simplerSteps(smallest.steps[index] as Step)) {
      const steps = smallest.steps.with(index, simpler)
      if (await accept({ ...smallest, steps })) break
    }
  await leaveOutSteps(() => smallest, accept)
  return smallest
}

async function leaveOutSteps(smallest: () => Plan, accept: (candidate: Plan) => Promise<boolean>): Promise<void> {
  for (let size = Math.ceil(smallest().steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < smallest().steps.length; ) {
      const steps = smallest().steps.toSpliced(from, size)
      if (!(await accept({ ...smallest(), steps }))) from += size
    }
}

/** The simplest first. */
function simplerSteps(step: Step): readonly Step[] {
  const simpler: Step[] = []
  if ('forMs' in step) for (const forMs of [1, 100, 1_000]) if (forMs < step.forMs) simpler.push({ ...step, forMs })
  if ('tasks' in step && step.tasks > 0) simpler.push({ ...step, tasks: 0 })
  if (step.waitMs > 0) simpler.unshift({ ...step, waitMs: 0 })
  return simpler
}
