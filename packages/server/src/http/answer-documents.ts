import type { DocumentAnswer, DocumentQuestion } from '@docket/core'
import { eachAtOnce } from '../each-at-once.ts'

/** Their updates are committed together. */
const AT_ONCE = 25
/** With so many characters of updates, an answer is full. */
const FULL_CHARS = 4 * 1024 * 1024

/** Answers some at a time, in the order of the questions, until the answer is full: what is left out is asked again. */
export async function answerDocuments(
  questions: readonly DocumentQuestion[],
  answer: (question: DocumentQuestion) => Promise<DocumentAnswer>,
): Promise<readonly DocumentAnswer[]> {
  const answers: DocumentAnswer[] = []
  let chars = 0
  await eachAtOnce(questions, AT_ONCE, async (question) => {
    if (chars >= FULL_CHARS) return
    const answered = await answer(question)
    answers.push(answered)
    if ('update' in answered) chars += answered.update?.length ?? 0
  })
  return answers
}
