import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { STARTED } from '../server/load.ts'
import type { LoadJob, LoadResult } from './load.ts'

/** @param meanwhile when all clients are connected and work; the load ends when it resolves */
export async function runLoad(job: LoadJob, meanwhile: () => Promise<void>): Promise<LoadResult> {
  const file = fileURLToPath(new URL('load.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@docket/source', file], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.write(`${JSON.stringify(job)}\n`)
  let result: LoadResult | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== STARTED) result = JSON.parse(line)
    else {
      await meanwhile()
      child.stdin.end('end\n')
    }
  }
  if (result === undefined) throw new Error(`the load on ${job.peer} ended without a result`)
  return result
}
