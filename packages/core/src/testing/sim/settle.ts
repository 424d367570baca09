import { checkDocument } from './document-oracle.ts'
import { checkEnd } from './final-oracle.ts'
import type { SimDevice } from './sim-device.ts'
import type { Ended } from './sim-options.ts'
import type { World } from './world.ts'

/** By then a device has found out that its connection was cut without a word, ms: three ticks of its transport, and more. */
const SILENCE_MS = 30_000
/** By then everything has to have settled, ms. */
const SETTLES_WITHIN_MS = 300_000
const LOOK_EVERY_MS = 1_000
/** What is on its way to others when all is committed, ms: who polls asks every five seconds, and answers may be slow. */
const LAST_WORDS_MS = 20_000

/** Everything works again, everybody opens everything, and time goes by until nothing is left to do; then all is checked. */
export async function settle(world: World): Promise<void> {
  const { loop, devices, violations, options, server } = world
  world.trace.add(loop.nowMs, 'plan', 'ends')
  server.ledger.trouble = undefined
  world.serverProcess.spare()
  world.startServer()
  for (const device of devices) {
    device.process.spare()
    world.network.mend(device.link)
    device.options.disk.isFull = false
    device.start()
  }
  await loop.run(SILENCE_MS)
  await until(world, () => devices.every(hasSentAll))
  for (const device of devices)
    violations.must('settles', hasSentAll(device), () => `${device.name} has not sent all: ${statusOf(device)}`)
  for (const device of devices)
    await device.as('opens everything', () => {
      for (let document = 0; document < world.places; document++) {
        const { entity, id } = world.place(document)
        device.document(entity.name, id)
      }
    })
  await until(world, () => devices.every(isSettled))
  // One after the other: a tab may not know yet what another one has kept aside.
  for (const device of devices) {
    await recordAgain(device)
    await until(world, () => devices.every(isSettled) && device.store?.status().quarantined === 0)
  }
  for (const device of devices)
    violations.must('settles', isSettled(device), () => `${device.name} has not settled: ${statusOf(device)}`)
  await loop.run(LAST_WORDS_MS)
  const ended: Ended = { entities: options.entities, devices, ledger: server.ledger }
  for (const device of devices) for (const document of device.documents) checkDocument(device, document, world)
  checkEnd(ended, options.rejects ?? (() => undefined), violations)
  for (const [name, invariant] of Object.entries(options.invariants ?? {})) {
    const wrong = invariant(ended)
    if (wrong !== undefined) violations.note(name, wrong)
  }
}

async function until({ loop }: World, isSo: () => boolean): Promise<void> {
  const untilMs = loop.nowMs + SETTLES_WITHIN_MS
  while (!isSo() && loop.nowMs < untilMs) await loop.run(LOOK_EVERY_MS)
}

/** What was kept aside, because of what else was in its document. */
function recordAgain(device: SimDevice): Promise<void> {
  return device.as('records again what was kept aside', ({ quarantine }) => {
    for (const { entity, id } of quarantine.entries())
      void quarantine
        .resolve({ entity, id }, { action: 'recordAgain' })
        .then(() => quarantine.resolve({ entity, id }, { action: 'dismissed', reason: 'it is no event' }))
  })
}

/** Also of documents that nobody has opened since it was started. */
function hasSentAll(device: SimDevice): boolean {
  const status = device.store?.status()
  return status?.connection === 'online' && status.unsaved === 0 && status.uncommitted === 0
}

function isSettled(device: SimDevice): boolean {
  if (!hasSentAll(device)) return false
  return [...device.documents].every(({ status: { loaded, synced, error } }) => loaded && synced && error === undefined)
}

function statusOf(device: SimDevice): string {
  const documents = [...device.documents].map(({ id, status }) => ({ id, ...status }))
  return JSON.stringify({ ...device.store?.status(), documents })
}
