import { parseDocumentName } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { Breach } from '../gate/judgement.ts'
import type { Logger } from '../logger.ts'
import { errorFacts } from './error-facts.ts'

export interface NotesOptions {
  readonly logger: Logger
  readonly onBreach: (breach: Breach) => void
  readonly recordBreach: (breach: Breach, document: string, principal: Principal) => Promise<void>
}

/** What goes wrong with documents, in the log and in the ledger: with names and codes, never with what was sent. */
export interface Notes {
  onBreach(breach: Breach, document: string, principal: Principal): void
  onError(error: unknown, document: string): void
}

export function createNotes({ logger, onBreach, recordBreach }: NotesOptions): Notes {
  return {
    onBreach(breach, document, principal) {
      const line = { code: breach.code, ...namesOf(document), subject: principal.subject }
      logger.warn(line, 'an update was refused')
      onBreach(breach)
      recordBreach(breach, document, principal).catch((error: unknown) => {
        logger.error({ ...line, ...errorFacts(error) }, 'a breach could not be recorded')
      })
    },
    onError: (error, document) =>
      logger.error({ ...namesOf(document), ...errorFacts(error) }, 'a document could not be served'),
  }
}

function namesOf(document: string): { readonly tenant: string | undefined; readonly document: string } {
  return { tenant: parseDocumentName(document)?.tenant, document }
}
