import type { JobResult, StreamJob } from './job.ts'
import { readStream } from './read-stream.ts'

const HEARTBEAT = Buffer.from('{"heartbeat"')

/** @param told resolves with the number of events that there are in all, when that is known */
export async function measureStream(job: StreamJob, onStarted: () => void, told: Promise<number>): Promise<JobResult> {
  const cpuBefore = process.cpuUsage()
  let firstMs = 0
  let lastMs = 0
  let delivered = 0
  let isOver = (): void => undefined
  const sockets = await Promise.all(
    Array.from({ length: job.readers }, () =>
      // Not parsed: fifty readers share this process.
      readStream(job.host, job.token, (data) => {
        if (data.subarray(0, HEARTBEAT.length).equals(HEARTBEAT)) return
        lastMs = performance.now()
        if (delivered++ === 0) firstMs = lastMs
        isOver()
      }),
    ),
  )
  onStarted()
  const events = await told
  await new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      socket.on('close', (code, reason) =>
        reject(new Error(`the server closed a stream: ${code} ${reason.toString()}`)),
      )
    }
    isOver = () => {
      if (delivered === events * job.readers) resolve()
    }
    isOver()
  })
  const cpu = process.cpuUsage(cpuBefore)
  const seconds = (lastMs - firstMs) / 1_000
  return {
    events,
    figures: {
      'events/s': events / seconds,
      'delivered/s': delivered / seconds,
      'clients’ CPU an event': (cpu.user + cpu.system) / events,
    },
  }
}
