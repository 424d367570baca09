// Devices, in a process of their own: does what it is told over IPC, and tells what is recorded and acknowledged.
import { waitUntil } from '../../wait-until.ts'
import { knowsItsClock } from '../clock-check.ts'
import type { Answer, Order, Report } from '../messages.ts'
import { WRONG_CLOCK } from '../plan.ts'
import { compareDevice } from './compare.ts'
import { Crowd } from './crowd.ts'
import { Diary } from './diary.ts'

const REPORT_EVERY_MS = 200
const SETTLED_WITHIN_MS = 240_000
const diary = new Diary()
let crowd: Crowd | undefined

const reporting = setInterval(report, REPORT_EVERY_MS)
process.on('message', (order: Order) => {
  void obey(order).then(tell)
})
process.on('disconnect', () => process.exit(1))

async function obey(order: Order): Promise<Answer> {
  if (order.kind === 'start') {
    crowd = await Crowd.start(order.job, diary)
    return { kind: 'start' }
  }
  if (crowd === undefined) throw new Error('Not started')
  switch (order.kind) {
    case 'sample':
      return { kind: 'sample', sample: await crowd.sample() }
    case 'settle':
      await settle(crowd)
      return { kind: 'settle' }
    case 'compare': {
      const found = await Promise.all(crowd.devices.map((device) => compareDevice(device, order.expected)))
      const documents = found.reduce((sum, one) => sum + one.documents, 0)
      return { kind: 'compare', problems: found.flatMap(({ problems }) => problems), documents }
    }
    case 'close':
      return close(crowd)
  }
}

async function settle(all: Crowd): Promise<void> {
  await all.settle()
  await everythingCommitted(all)
  const wrong = all.devices.find(({ plan }) => plan.device === WRONG_CLOCK)
  if (wrong !== undefined) {
    await waitUntil('the wrong clock is known', () => knowsItsClock(wrong.store?.skewMs), SETTLED_WITHIN_MS)
    wrong.order(0)
    wrong.rest()
    // A store's status is renewed at the end of the turn.
    await new Promise<void>((resolve) => setImmediate(resolve))
    await everythingCommitted(all)
  }
  report()
}

async function everythingCommitted(all: Crowd): Promise<void> {
  const waiting = (): string[] =>
    all.devices.flatMap(({ plan, store }) => {
      const status = store?.status()
      const isSettled = status?.connection === 'online' && status.uncommitted + status.unsaved === 0
      return isSettled ? [] : [`${plan.device}: ${JSON.stringify(status)}`]
    })
  await waitUntil(
    () => `everything is committed\n${waiting().join('\n')}`,
    () => waiting().length === 0,
    SETTLED_WITHIN_MS,
  )
}

async function close(all: Crowd): Promise<Answer> {
  const sample = await all.sample()
  await all.close()
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
  await waitUntil('sockets are gone', () => sockets() === 0).catch(() => undefined)
  clearInterval(reporting)
  report()
  return { kind: 'close', sample, socketsLeft: sockets() }
}

function report(): void {
  const news = diary.take()
  if (news !== undefined) tell(news)
}

function tell(message: Answer | Report): void {
  process.send?.(message)
}
