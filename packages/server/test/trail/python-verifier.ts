import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Verification } from '../../src/audit/verify/finding.ts'

const SCRIPT = fileURLToPath(new URL('../../../../docs/verify.py', import.meta.url))

/** One process of Python that verifies bundles one after the other. */
export interface PythonVerifier {
  verify(path: string): Promise<Verification>
  stop(): Promise<void>
}

/** @throws Error where there is no Python */
export async function startPythonVerifier(args: readonly string[] = []): Promise<PythonVerifier> {
  const child = spawn('python3', [SCRIPT, '--json', '--stdin', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child, 'spawn').catch((cause: unknown) => {
    const message = 'docs/verify.py cannot be tested without python3 on PATH: install Python 3.9 or later'
    throw new Error(message, { cause })
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async verify(path) {
      child.stdin.write(`${path}\n`)
      const { done, value } = await lines.next()
      if (done) throw new Error('docs/verify.py ended before it had answered')
      const { whole, records, sealed_seq, first_bad, key_ids } = JSON.parse(value) as Verification
      return { whole, records, sealed_seq, first_bad, key_ids }
    },
    stop: () => stop(child, () => child.stdin.end()),
  }
}

async function stop(child: ChildProcess, end: () => void): Promise<void> {
  const exited = once(child, 'exit')
  end()
  await exited
}
