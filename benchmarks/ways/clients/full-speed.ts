import type { FullSpeedJob, JobResult } from './job.ts'
import { openDocument, openStore } from './open-store.ts'
import { entityIdIn, readStream } from './read-stream.ts'
import { Sightings } from './sightings.ts'
import { watch } from './watch.ts'

const WARM_UP_SECONDS = 0.5

export async function measureFullSpeed(job: FullSpeedJob, onStarted: () => void): Promise<JobResult> {
  const clients = await Promise.all(
    Array.from({ length: job.clients }, async (_, index) => {
      const id = `own-${index}`
      return { id, document: await openDocument(openStore(job, job.by), id), sightings: new Sightings() }
    }),
  )
  if (job.until === 'seen') {
    const watching = { what: 'document', by: job.by } as const
    await Promise.all(clients.map(({ id, sightings }) => watch(job, watching, id, (n) => sightings.saw(n))))
  }
  if (job.until === 'streamed') {
    const byId = new Map(clients.map(({ id, sightings }) => [id, sightings]))
    await readStream(job.by.host, job.token, (data) => byId.get(entityIdIn(data) ?? '')?.sawOneMore())
  }

  async function record(seconds: number): Promise<number> {
    const endMs = performance.now() + seconds * 1_000
    let events = 0
    const lanes = clients.flatMap(({ document, sightings }) =>
      Array.from({ length: job.window }, async () => {
        for (; performance.now() < endMs; events++) {
          const { committed } = document.record('added', { n: 1 })
          await (job.until === 'committed' ? committed : sightings.next())
        }
      }),
    )
    await Promise.all(lanes)
    return events
  }

  await record(WARM_UP_SECONDS)
  onStarted()
  const cpuBefore = process.cpuUsage()
  const startMs = performance.now()
  const events = await record(job.seconds)
  const cpu = process.cpuUsage(cpuBefore)
  return {
    events,
    figures: {
      'events/s': events / ((performance.now() - startMs) / 1_000),
      'clients’ CPU an event': (cpu.user + cpu.system) / events,
    },
  }
}
