import { percentile } from '../../lib/stats.ts'
import type { Metric } from '../figures.ts'
import type { JobResult, LatencyJob, Watching } from './job.ts'
import { openDocument, openStore } from './open-store.ts'
import { pace } from './pace.ts'
import { watch } from './watch.ts'

const ID = 'watched'
const WARM_UP_SECONDS = 0.5
const METRICS: Readonly<Record<Watching['what'], readonly [Metric, Metric]>> = {
  document: ['record → seen by another p50', 'record → seen by another p99'],
  stream: ['record → seen by another p50', 'record → seen by another p99'],
  list: ['record → listed by another p50', 'record → listed by another p99'],
}

export async function measureLatency(job: LatencyJob, onStarted: () => void): Promise<JobResult> {
  const recordedAt: number[] = []
  const store = openStore(job, job.by)
  const document = await openDocument(store, ID)
  const watchers = job.seenBy.map(() => ({ seen: 0, tookMs: [] as number[] }))
  let isOver = (): void => undefined
  const over = new Promise<void>((resolve) => {
    isOver = () => {
      if (recordedAt.length === total && watchers.every(({ seen }) => seen === total)) resolve()
    }
  })
  await Promise.all(
    job.seenBy.map((watching, index) =>
      watch(job, watching, ID, (events) => {
        const watcher = watchers[index]
        const now = performance.now()
        if (watcher === undefined) return
        for (; watcher.seen < events; watcher.seen++)
          watcher.tookMs.push(now - (recordedAt[watcher.seen] ?? Number.NaN))
        isOver()
      }),
    ),
  )

  const warmUp = Math.round(job.rate * WARM_UP_SECONDS)
  const total = warmUp + Math.round(job.rate * job.seconds)
  const committed: Promise<number>[] = []
  onStarted()
  await pace(job.rate, total / job.rate, () => {
    const startMs = performance.now()
    recordedAt.push(startMs)
    const receipt = document.record('added', { n: 1 })
    if (store.status().ledger) committed.push(receipt.committed.then(() => performance.now() - startMs))
  })
  const committedMs = await Promise.all(committed)
  isOver()
  await over
  return {
    events: total,
    figures: {
      ...(committedMs.length > 0 && {
        'record → committed p50': percentile(committedMs.slice(warmUp), 50),
        'record → committed p99': percentile(committedMs.slice(warmUp), 99),
      }),
      ...Object.fromEntries(
        watchers.flatMap(({ tookMs }, index) => {
          const [p50, p99] = METRICS[job.seenBy[index]?.what ?? 'document']
          return [
            [p50, percentile(tookMs.slice(warmUp), 50)],
            [p99, percentile(tookMs.slice(warmUp), 99)],
          ]
        }),
      ),
    },
  }
}
