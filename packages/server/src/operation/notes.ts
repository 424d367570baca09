import { documentName, parseDocumentName } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { Breach } from '../gate/judgement.ts'
import type { DocumentCorruptError } from '../hocuspocus/document-corrupt-error.ts'
import type { WrittenCommit } from '../ledger/committer.ts'
import type { Logger } from '../logger.ts'
import { errorFacts } from './error-facts.ts'

export interface NotesOptions {
  readonly logger: Logger
  readonly onBreach: (breach: Breach) => void
  /** Or is it one of too many of this principal's? */
  readonly mayRecord: (principal: Principal) => boolean
  readonly recordBreach: (breach: Breach, document: string, principal: Principal) => Promise<void>
}

/** What goes wrong, in the log and in the ledger: with names and codes, never with what was sent. */
export interface Notes {
  onBreach(breach: Breach, document: string, principal: Principal): void
  onError(error: unknown, document: string): void
  onDamage(error: DocumentCorruptError): void
  onSnapshotFailed(error: unknown, document: string): void
  onCheckpointFailed(error: unknown, document: string): void
  /** For whoever looks for one event: the ledger has all verdicts. */
  onWritten(group: readonly WrittenCommit[]): void
  onRetry(error: unknown, attempt: number): void
  onDelay(isDelayed: boolean): void
}

export function createNotes({ logger, onBreach, mayRecord, recordBreach }: NotesOptions): Notes {
  return {
    onBreach(breach, document, principal) {
      onBreach(breach)
      if (!mayRecord(principal)) return
      const line = { code: breach.code, ...namesOf(document), subject: principal.subject }
      logger.warn(line, 'an update was refused')
      recordBreach(breach, document, principal).catch((error: unknown) => {
        logger.error({ ...line, ...errorFacts(error) }, 'a breach could not be recorded')
      })
    },
    onError: (error, document) =>
      logger.error({ ...namesOf(document), ...errorFacts(error) }, 'a document could not be served'),
    onDamage: (error) =>
      logger.error({ ...namesOf(error.document), ...errorFacts(error) }, 'a snapshot is damaged; its updates are used'),
    onSnapshotFailed: (error, document) =>
      logger.error({ ...namesOf(document), ...errorFacts(error) }, 'a snapshot could not be written'),
    onCheckpointFailed: (error, document) =>
      logger.error({ ...namesOf(document), ...errorFacts(error) }, 'a checkpoint could not be written'),
    onRetry: (error, attempt) =>
      logger.error({ attempt, ...errorFacts(error) }, 'a group could not be committed; it is tried again'),
    onDelay(isDelayed) {
      if (isDelayed) logger.warn('committing is delayed; clients are told')
      else logger.info('committing goes on')
    },
    onWritten(group) {
      if (!logger.isLevelEnabled('debug')) return
      for (const { commit } of group) {
        for (const { event, rejection } of commit.events) {
          const names = { tenant: commit.address.tenant, document: documentName(commit.address), event: event.id }
          if (rejection !== undefined) logger.debug({ ...names, code: rejection.code }, 'an event was rejected')
        }
      }
    },
  }
}

function namesOf(document: string): { readonly tenant: string | undefined; readonly document: string } {
  return { tenant: parseDocumentName(document)?.tenant, document }
}
