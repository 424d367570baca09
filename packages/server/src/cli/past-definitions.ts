import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EntityDescription } from '../evolution/describe-entities.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'
import { DefinitionsUnusableError } from './check-errors.ts'
import type { DefinitionsAnswer, DefinitionsQuestion } from './definitions-messages.ts'

/** Definitions in a process of their own. */
export interface PastDefinitions {
  readonly entities: readonly EntityDescription[]
  /** The state that these events of a document, in their order, give; undefined for an unknown entity. */
  fold(entity: string, events: readonly LedgerEvent[]): Promise<unknown>
  close(): void
}

// In the sources it is TypeScript, in what is published JavaScript.
const CHILD = fileURLToPath(new URL(`serve-definitions${extname(import.meta.url)}`, import.meta.url))

/**
 * Loads a module, or the modules of a folder. What they print to standard output is not shown.
 *
 * @param from what to call them in an error
 * @throws DefinitionsUnusableError
 */
export async function openPastDefinitions(path: string, from: string): Promise<PastDefinitions> {
  const child = fork(CHILD, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const killWithUs = (): boolean => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  const close = (): void => {
    process.off('exit', killWithUs)
    killWithUs()
  }
  try {
    const loaded = await ask(child, { kind: 'load', path }, from)
    if (loaded.kind !== 'loaded') throw new DefinitionsUnusableError(from, 'cannot be read')
    const fold = async (entity: string, events: readonly LedgerEvent[]): Promise<unknown> => {
      const folded = await ask(child, { kind: 'fold', entity, events }, from)
      return folded.kind === 'folded' ? folded.state : undefined
    }
    return { entities: loaded.entities, fold, close }
  } catch (error) {
    close()
    throw error
  }
}

async function ask(child: ChildProcess, question: DefinitionsQuestion, from: string): Promise<DefinitionsAnswer> {
  const ended = new AbortController()
  const answered = once(child, 'message', { signal: ended.signal }) as Promise<[DefinitionsAnswer]>
  const exited = once(child, 'exit', { signal: ended.signal }).then(([code]: (number | null)[]) => {
    throw new DefinitionsUnusableError(from, `end the process that loads them (${code ?? 'killed'})`)
  })
  try {
    child.send(question)
    const [answer] = await Promise.race([answered, exited])
    if (answer.kind === 'failed') throw new DefinitionsUnusableError(from, answer.reason)
    return answer
  } finally {
    ended.abort()
    await Promise.allSettled([answered, exited])
  }
}
