import type { Entity } from '../../entity/entity.ts'
import type { Plan } from './plan.ts'
import type { Violation } from './violation.ts'

/** A run that failed, as a test to paste. */
export function asTest(
  seed: number,
  plan: Plan,
  entities: readonly Entity[],
  violations: readonly Violation[],
): string {
  const { devices, documents, steps } = plan
  const names = entities.map(({ name }) => name).join(', ')
  const rules = [...new Set(violations.map(({ rule }) => `[${rule}]`))].join(' ')
  const lines = steps.map((step) => `      ${literal(step)},`)
  return `test('${rules} seed ${seed}', () =>
  simulate({
    entities: [${names}],
    server: docketServer(),
    seed: ${seed},
    plan: { devices: ${devices}, documents: ${documents}, steps: [
${lines.join('\n')}
    ] },
  }))`
}

function literal(step: object): string {
  const members = Object.entries(step).map(([name, value]) => {
    return `${name}: ${typeof value === 'string' ? `'${value}'` : String(value)}`
  })
  return `{ ${members.join(', ')} }`
}
