import { ChainCheck } from './check-chain.ts'
import type { DocumentsCheck, DocumentsExpectation } from './check-documents.ts'
import type { SealCheck } from './check-seals.ts'
import { Bad, type Verification } from './finding.ts'
import type { Step } from './step.ts'

/** What is checked of a chain, and how far it has come. */
export interface ChainVerifier {
  readonly documents: DocumentsCheck
  readonly seals: SealCheck
}

/**
 * Checks a chain to its end.
 *
 * @param sealIsNeeded must the last step be sealed?
 * @throws Bad
 */
export async function verifySteps(
  steps: AsyncIterable<readonly Step[]>,
  { documents, seals }: ChainVerifier,
  { first, last }: Pick<DocumentsExpectation, 'first' | 'last'>,
  sealIsNeeded: boolean,
): Promise<void> {
  let end = first - 1
  const chain = new ChainCheck({
    first,
    last,
    settle(step) {
      documents.settle(step)
      seals.settle(step)
      end = step.seq
    },
  })
  seals.start()
  try {
    for await (const some of steps) for (const step of some) chain.add(step)
  } catch (error) {
    // What cannot be read further on is not the first thing that is wrong.
    if (!(chain.isSearching && error instanceof Bad && error.finding.kind === 'malformed')) throw error
  }
  chain.end()
  seals.end(end, sealIsNeeded)
}

/** What a verifier says when it has come to its end, or to the first `Bad`. */
export async function conclude(verifier: ChainVerifier, check: () => Promise<void>): Promise<Verification> {
  let first_bad: Verification['first_bad'] = null
  try {
    await check()
  } catch (error) {
    if (!(error instanceof Bad)) throw error
    first_bad = error.finding
  }
  const { documents, seals } = verifier
  return {
    whole: first_bad === null,
    records: documents.records,
    sealed_seq: seals.sealedSeq,
    first_bad,
    key_ids: seals.keyIds,
  }
}
