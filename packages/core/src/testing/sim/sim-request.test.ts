import { expect, test } from 'vitest'
import { EventLoop } from './event-loop.ts'
import type { Link } from './link.ts'
import { Network } from './network.ts'
import { Random } from './random.ts'
import { SimProcess } from './sim-process.ts'
import { Trace } from './trace.ts'

/** A device and a server that gives back what it is asked. */
function setUp(seed: number) {
  const loop = new EventLoop(0, new Trace(false), (error) => {
    throw error
  })
  const ignore = (): void => undefined
  const watch = { toServer: ignore, toDevice: ignore, asked: ignore, answered: ignore }
  const network = new Network({ loop, random: new Random(seed), watch, world: new SimProcess('world') })
  const link: Link = {
    name: 'device',
    tenant: 'demo',
    isCut: false,
    isPartitioned: false,
    hasBadProxy: false,
    connections: new Set(),
  }
  const device = new SimProcess('device')
  network.join(device, link)
  const served: string[] = []
  network.serve(new SimProcess('server'), {
    accept: ignore,
    async answer(request) {
      const body = await request.text()
      served.push(body)
      return new Response(body)
    },
  })
  const heard = new Map<string, string>()
  const ask = (bodies: readonly string[], signal: AbortSignal = new AbortController().signal): Promise<void> =>
    loop.as(device, 'asks', () => {
      for (const body of bodies)
        network.request({ url: 'http://simulated/', method: 'POST', headers: {}, body, signal }).then(
          async (response) => heard.set(body, await response.text()),
          (error: unknown) => heard.set(body, String(error)),
        )
    })
  return { loop, network, link, served, heard, ask }
}

const BODIES = Array.from({ length: 100 }, (_, index) => `question ${String(index).padStart(3, '0')}`)

test('requests overtake each other; each is served once and answered', async () => {
  const { loop, served, heard, link, ask } = setUp(1)
  await ask(BODIES)
  await loop.run(60_000)
  expect(served).not.toEqual(BODIES)
  expect(served.toSorted()).toEqual(BODIES)
  expect([...heard.keys()]).not.toEqual(served)
  expect([...heard].every(([asked, answer]) => asked === answer)).toBe(true)
  expect(heard.size).toBe(BODIES.length)
  expect(link.connections.size).toBe(0)
})

test('behind a bad proxy some are served twice, some late, some never, and some that are served are not answered', async () => {
  const { loop, served, heard, link, ask } = setUp(1)
  link.hasBadProxy = true
  await ask(BODIES)
  await loop.run(5_000)
  const soon = served.length
  await loop.run(60_000)
  const times = BODIES.map((body) => served.filter((one) => one === body).length)
  expect(new Set(times)).toEqual(new Set([0, 1, 2]))
  expect(soon).toBeLessThan(served.length)
  const isUnanswered = (body: string): boolean => heard.get(body) !== body
  expect(served.some(isUnanswered)).toBe(true)
  expect(heard.size).toBeLessThan(BODIES.length)
  expect([...new Set(heard.values())].filter((answer) => !BODIES.includes(answer))).toEqual(['TypeError: fetch failed'])
  expect(link.connections.size).toBe(0)
})

test('what a partition holds up arrives after it, though nobody waits for it any more', async () => {
  const { loop, network, link, served, heard, ask } = setUp(1)
  network.partition(link)
  const controller = new AbortController()
  await ask(['early'], controller.signal)
  await loop.run(60_000)
  expect(served).toEqual([])
  controller.abort('it took too long')
  network.mend(link)
  await loop.run(60_000)
  expect(served).toEqual(['early'])
  expect(heard.get('early')).toBe('it took too long')
})

test('a device without a network hears at once that its request failed', async () => {
  const { loop, network, link, served, heard, ask } = setUp(1)
  network.cut(link)
  await ask(['lost'])
  await loop.run(1)
  expect(heard.get('lost')).toBe('TypeError: fetch failed')
  await loop.run(60_000)
  expect(served).toEqual([])
})
