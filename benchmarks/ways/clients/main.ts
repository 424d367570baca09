// Clients, in a process of their own: reads a Job, prints a line when it has begun, and a JobResult at its end.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { measureFullSpeed } from './full-speed.ts'
import { type Job, type JobResult, STARTED } from './job.ts'
import { measureLatency } from './latency.ts'
import { measureStream } from './stream-readers.ts'

const input = createInterface({ input: process.stdin })
const onStarted = (): void => console.log(STARTED)

console.log(JSON.stringify(await run(JSON.parse(await line()) as Job)))
process.exit(0)

function run(job: Job): Promise<JobResult> {
  switch (job.kind) {
    case 'latency':
      return measureLatency(job, onStarted)
    case 'full-speed':
      return measureFullSpeed(job, onStarted)
    case 'stream':
      return measureStream(job, onStarted, line().then(Number))
  }
}

async function line(): Promise<string> {
  const [text] = (await once(input, 'line')) as [string]
  return text
}
