import { simulate } from '@docket/core/testing'
import { expect, test } from 'vitest'
import { docketServer } from '../../src/testing/docket-server.ts'
import { order } from './order.ts'

/** A rule that a run of some length breaks: no order is ever paid. */
const neverPaid = {
  'no order is paid': ({ ledger }: { ledger: { readModel: Iterable<{ state: unknown }> } }): string | undefined =>
    [...ledger.readModel].some(({ state }) => (state as { status: string }).status === 'paid') ? 'one is' : undefined,
}

test('a run that breaks a rule is made smaller and printed as a test that breaks it again', async () => {
  const options = { entities: [order], server: docketServer(), seed: 2, invariants: neverPaid }
  const failure = await simulate({ ...options, devices: 3 }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'simulation_failed', violations: [{ rule: 'no order is paid' }] })
  const { plan, message } = failure as { plan: Parameters<typeof simulate>[0]['plan'] & object; message: string }
  expect(plan.steps.length).toBeLessThanOrEqual(3)
  expect(message).toContain("test('[no order is paid] seed 2'")
  await expect(simulate({ ...options, plan })).rejects.toMatchObject({ code: 'simulation_failed' })
}, 60_000)
