import { attack } from './attack.ts'
import type { Step } from './plan.ts'
import { dismiss, record } from './record.ts'
import type { SimDevice } from './sim-device.ts'
import { spoil } from './spoil.ts'
import type { World } from './world.ts'

const TROUBLES = { ledgerRefuses: 'refuses', ledgerLosesAnswers: 'loses answers', ledgerIsSlow: 'is slow' } as const

/** Makes one step of the plan happen. */
export async function perform(world: World, step: Step): Promise<void> {
  world.trace.add(world.loop.nowMs, 'plan', JSON.stringify(step))
  if (!('device' in step)) return performOutside(world, step)
  const device = world.devices[step.device]
  if (device !== undefined) await performOn(world, device, step)
}

function performOutside(world: World, step: Exclude<Step, { readonly device: number }>): void {
  const { ledger } = world.server
  if (step.kind === 'killServer') {
    const { serverProcess } = world
    serverProcess.dieAfter(step.tasks, () => {
      serverProcess.kill()
      world.network.died(serverProcess)
      world.later(step.forMs, 'the server is started again', () => world.startServer())
    })
    return
  }
  ledger.trouble = TROUBLES[step.kind]
  world.later(step.forMs, 'the ledger works again', () => {
    ledger.trouble = undefined
  })
}

async function performOn(
  world: World,
  device: SimDevice,
  step: Extract<Step, { readonly device: number }>,
): Promise<void> {
  const { network } = world
  const { disk, clock, token, isPolling } = device.options
  switch (step.kind) {
    case 'record':
      return record(world, device, step.document, step.seed)
    case 'dismiss':
      return dismiss(world, device, step.document)
    case 'leave': {
      const { entity, id } = world.place(step.document)
      return device.as('leaves', () => device.leave(entity.name, id))
    }
    case 'spoil': {
      const { entity, id } = world.place(step.document)
      if (spoil(device, entity.name, id)) device.spoilt.add(`${entity.name}/${id}`)
      // It finds that when it starts again.
      restart(world, device, 0, 1)
      return
    }
    case 'attack': {
      const { entity, id } = world.place(step.document)
      const { loop, violations } = world
      attack({ loop, network, violations, token, isPolling, how: step.how, entity: entity.name, id })
      return
    }
    case 'kill':
      restart(world, device, step.tasks, step.forMs)
      return
    case 'cut':
      network.cut(device.link)
      world.later(step.forMs, `${device.name} has a network again`, () => network.mend(device.link))
      return
    case 'partition':
      network.partition(device.link)
      world.later(step.forMs, `${device.name} has a network again`, () => network.mend(device.link))
      return
    case 'badProxy':
      device.link.hasBadProxy = true
      world.later(step.forMs, `${device.name} has no proxy any more`, () => {
        device.link.hasBadProxy = false
      })
      return
    case 'fullDisk':
      disk.isFull = true
      world.later(step.forMs, `${device.name} has room again`, () => {
        disk.isFull = false
      })
      return
    case 'clock':
      clock.jump(step.byMs)
      return
  }
}

function restart(world: World, device: SimDevice, tasks: number, forMs: number): void {
  device.process.dieAfter(tasks, () => {
    device.kill()
    world.later(forMs, `${device.name} starts again`, () => device.start())
  })
}
