import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answer, Order, Report } from './messages.ts'

/** A process of devices. */
export class SoakWorker {
  readonly #child: ChildProcess
  readonly #onReport: (report: Report) => void
  #hear: (answer: Answer) => void = () => undefined
  #fail: (error: Error) => void = () => undefined

  constructor(onReport: (report: Report) => void) {
    this.#onReport = onReport
    this.#child = fork(fileURLToPath(new URL('worker/main.ts', import.meta.url)), {
      execArgv: ['--conditions=@docket/source', '--expose-gc'],
      env: { NODE_COMPILE_CACHE: join(tmpdir(), 'docket-compile-cache'), ...process.env },
    })
    this.#child.on('message', (message: Answer | Report) => {
      if (message.kind === 'report') this.#onReport(message)
      else this.#hear(message)
    })
    this.#child.once('exit', (code, signal) => this.#fail(new Error(`A process of devices ended: ${code ?? signal}`)))
  }

  /** One at a time. Rejects when the process ends before it answers. */
  ask<Kind extends Order['kind']>(order: Order & { kind: Kind }): Promise<Extract<Answer, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.#hear = (answer) => {
        if (isOf(answer, order.kind)) resolve(answer)
      }
      if (this.#child.connected) this.#child.send(order)
      else reject(new Error('A process of devices has ended'))
    })
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit')
  }
}

function isOf<Kind extends Answer['kind']>(answer: Answer, kind: Kind): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind
}
