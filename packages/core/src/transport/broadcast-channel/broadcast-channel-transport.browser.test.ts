import { test } from 'vitest'
import { transportConformance } from '../../testing/transport-conformance.ts'
import { broadcastChannelTransport } from './broadcast-channel-transport.ts'

let channels = 0

const suite = transportConformance(
  () => {
    const name = `bench-${++channels}`
    const clientOf = (device: string) => {
      const transport = broadcastChannelTransport({ name })
      return { transport, user: 'ann', device, cut: () => undefined, restore: () => undefined }
    }
    return {
      tenant: 'demo',
      left: clientOf('left'),
      right: clientOf('right'),
      holdCommits: () => undefined,
      releaseCommits: () => undefined,
      stop: () => undefined,
    }
  },
  { ledger: false, network: false },
)
for (const { title, run } of suite) test(title, run)
