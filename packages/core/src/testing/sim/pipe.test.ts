import { expect, test } from 'vitest'
import { EventLoop } from './event-loop.ts'
import { Pipe } from './pipe.ts'
import { Random } from './random.ts'
import { SimProcess } from './sim-process.ts'
import { Trace } from './trace.ts'

function setUp(seed: number) {
  const loop = new EventLoop(0, new Trace(false), (error) => {
    throw error
  })
  const owner = new SimProcess('owner')
  const pipe = new Pipe({ loop, random: new Random(seed), owner, what: 'arrives' })
  const arrived: number[] = []
  const put = (from: number, to: number): void => {
    for (let number = from; number <= to; number++) pipe.put(() => arrived.push(number))
  }
  return { loop, owner, pipe, arrived, put }
}

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed)

test.each(SEEDS)('what is put into a pipe comes out in its order, after whatever pauses (seed %i)', async (seed) => {
  const { loop, pipe, arrived, put } = setUp(seed)
  put(1, 10)
  await loop.run(20)
  pipe.stop()
  put(11, 12)
  await loop.run(60_000)
  expect(arrived).not.toContain(12)
  pipe.resume()
  await loop.run(60_000)
  expect(arrived).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
})

test.each(SEEDS)(
  'of a pipe that breaks a beginning comes out, and nothing that is put in later (seed %i)',
  async (seed) => {
    const { loop, pipe, arrived, put } = setUp(seed)
    put(1, 10)
    pipe.break()
    put(11, 12)
    await loop.run(60_000)
    expect(arrived).toEqual(Array.from({ length: arrived.length }, (_, index) => index + 1))
    expect(arrived.length).toBeLessThanOrEqual(10)
  },
)

test('nothing of a process happens when it has been killed, and it can be after any of its tasks', async () => {
  const { loop, owner, arrived, put } = setUp(1)
  put(1, 10)
  owner.dieAfter(3, () => owner.kill())
  await loop.run(60_000)
  expect(arrived).toEqual([1, 2, 3, 4])
})
