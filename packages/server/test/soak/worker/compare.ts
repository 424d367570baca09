import { isDeepStrictEqual } from 'node:util'
import { createRandom, seedOf } from '../../random.ts'
import { waitUntil } from '../../wait-until.ts'
import type { Expected } from '../messages.ts'
import { sitting } from '../sitting.ts'
import { digestOf } from '../view.ts'
import type { SoakDevice } from './soak-device.ts'

/** So many documents that a device may never have seen are opened besides those that it has. */
const UNSEEN = 20
const AT_ONCE = 50
const PATIENCE_MS = 60_000

/** What of a device is not as a replay of the ledger gives it, a sentence each; and how many documents were compared. */
export async function compareDevice(
  device: SoakDevice,
  expected: Expected,
): Promise<{ readonly problems: string[]; readonly documents: number }> {
  const ofTenant = expected[device.plan.tenant] ?? {}
  const problems = await problemsOfList(device, ofTenant)
  const ids = new Set([...(await idsOnDisk(device)), ...sampleOf(Object.keys(ofTenant), device.plan.device)])
  for (let from = 0; from < ids.size; from += AT_ONCE) {
    const some = [...ids].slice(from, from + AT_ONCE)
    problems.push(...(await Promise.all(some.map((id) => problemsOfDocument(device, id, ofTenant[id]?.digest)))).flat())
  }
  return { problems, documents: ids.size }
}

async function problemsOfList(device: SoakDevice, ofTenant: Expected[string]): Promise<string[]> {
  const expected = Object.fromEntries(Object.entries(ofTenant).map(([id, { summary }]) => [id, summary]))
  const list = device.store?.list(sitting)
  const found = (): object => Object.fromEntries((list?.rows() ?? []).map(({ id, summary }) => [id, summary]))
  return waitUntil('the list is as the ledger', () => isDeepStrictEqual(found(), expected), PATIENCE_MS).then(
    () => [],
    () => [`the list of ${device.plan.device} is ${JSON.stringify(found())}, not ${JSON.stringify(expected)}`],
  )
}

async function problemsOfDocument(device: SoakDevice, id: string, digest: string | undefined): Promise<string[]> {
  const document = device.store?.open(sitting, id)
  if (document === undefined) return [`${device.plan.device} is closed`]
  try {
    const isAsExpected = (): boolean => digestOf(document.state, document.history()) === digest
    await waitUntil('it is as the ledger', isAsExpected, PATIENCE_MS)
    return []
  } catch {
    const { status, state } = document
    return [`${device.plan.device} has another ${id} than the ledger: ${JSON.stringify({ state, status })}`]
  } finally {
    document.close()
  }
}

async function idsOnDisk({ storage, plan }: SoakDevice): Promise<string[]> {
  return (await storage.documents(plan.tenant)).map((name) => name.split('/')[2] ?? '')
}

function sampleOf(ids: readonly string[], device: string): string[] {
  const random = createRandom(seedOf(device))
  return ids.length <= UNSEEN ? [...ids] : Array.from({ length: UNSEEN }, () => random.pick(ids))
}
