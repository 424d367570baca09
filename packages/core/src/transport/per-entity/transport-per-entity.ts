import { DocumentNameError, isNamePart } from '../../event/document-name.ts'
import type { Transport } from '../transport.ts'
import { TransportWithoutLedgerError } from './errors.ts'
import { PerEntityConnection } from './per-entity-connection.ts'

/** Which transport brings which entity. All of them lead to one ledger. */
export interface TransportPerEntityOptions {
  /** Of every entity that is not named. */
  readonly default: Transport
  /** By the names of entities. Those that have the same transport share a connection. */
  readonly entities: Readonly<Record<string, Transport>>
}

/**
 * Each entity by a transport of its own: its documents, its summaries and its checkpoints. All of them lead to one Docket
 * server, or to several on one Postgres.
 *
 * @throws DocumentNameError, TransportWithoutLedgerError
 */
export function transportPerEntity(options: TransportPerEntityOptions): Transport {
  const entities = new Map(Object.entries(options.entities))
  for (const [entity, { ledger }] of entities) {
    if (!isNamePart(entity)) throw new DocumentNameError('entity', entity)
    if (!ledger) throw new TransportWithoutLedgerError(entity)
  }
  if (!options.default.ledger) throw new TransportWithoutLedgerError('all other entities')
  return { ledger: true, connect: (host) => new PerEntityConnection(host, options.default, entities) }
}
