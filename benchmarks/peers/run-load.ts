import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { STARTED } from '../server/load.ts'
import type { LoadJob, LoadResult } from './load.ts'

/** A server that acknowledges nothing at all is given up. */
const LONGEST_MS = 60_000

/** @param meanwhile from the first acknowledgement on; the load ends when it resolves */
export async function runLoad(job: LoadJob, meanwhile: () => Promise<void>): Promise<LoadResult> {
  const file = fileURLToPath(new URL('load.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@docket/source', file], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.write(`${JSON.stringify(job)}\n`)
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  let result: LoadResult | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== STARTED) result = JSON.parse(line)
    else {
      await meanwhile()
      child.stdin.end('end\n')
    }
  }
  clearTimeout(timer)
  if (result === undefined) throw new Error(`the load on ${job.peer} ended without a result`)
  return result
}
