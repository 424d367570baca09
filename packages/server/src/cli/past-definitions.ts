import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Past } from '../evolution/past.ts'
import { DefinitionsUnusableError } from './check-errors.ts'
import type { DefinitionsAnswer, DefinitionsQuestion } from './definitions-messages.ts'

/** Definitions in a process of their own. */
export interface PastDefinitions extends Past {
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
    const { entities } = await ask(child, { kind: 'load', path }, 'loaded', from)
    return {
      entities,
      fold: async (entity, events) => (await ask(child, { kind: 'fold', entity, events }, 'folded', from)).state,
      refuses: async (entity, events) =>
        (await ask(child, { kind: 'refuses', entity, events }, 'refuses', from)).refused,
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

type Answer<Kind> = Extract<DefinitionsAnswer, { kind: Kind }>

async function ask<Kind extends DefinitionsAnswer['kind']>(
  child: ChildProcess,
  question: DefinitionsQuestion,
  kind: Kind,
  from: string,
): Promise<Answer<Kind>> {
  const answer = await answerTo(child, question, from)
  if (answer.kind === 'failed') throw new DefinitionsUnusableError(from, answer.reason)
  if (!isOfKind(answer, kind)) throw new DefinitionsUnusableError(from, `"${answer.kind}" was no answer`)
  return answer
}

function isOfKind<Kind extends DefinitionsAnswer['kind']>(
  answer: DefinitionsAnswer,
  kind: Kind,
): answer is Answer<Kind> {
  return answer.kind === kind
}

function answerTo(child: ChildProcess, question: DefinitionsQuestion, from: string): Promise<DefinitionsAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => {
      child.off('message', onMessage)
      reject(new DefinitionsUnusableError(from, `they end the process that loads them (${code ?? 'killed'})`))
    }
    const onMessage = (message: unknown): void => {
      child.off('exit', onExit)
      resolve(message as DefinitionsAnswer)
    }
    child.once('exit', onExit)
    child.once('message', onMessage)
    child.send(question, (error) => {
      if (error !== null) onExit(child.exitCode)
    })
  })
}
