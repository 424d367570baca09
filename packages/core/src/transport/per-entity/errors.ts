import { DocketError } from '../../event/errors.ts'

/** `transportPerEntity` was given a transport that leads to no ledger; code `transport_without_ledger`. */
export class TransportWithoutLedgerError extends DocketError {
  constructor(entity: string) {
    super(
      'transport_without_ledger',
      `The transport for ${entity} leads to no ledger; a transport per entity takes those of one Docket server`,
    )
  }
}

/** Some entities are in touch with the server, these are not. */
export class PartlyOfflineError extends DocketError {
  constructor(entities: readonly string[]) {
    super(
      'partly_offline',
      `The connection of ${entities.join(' and that of ')} is down, others are up: what is recorded there waits`,
    )
  }
}
