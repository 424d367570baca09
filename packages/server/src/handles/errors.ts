import { DocketError, RecordError } from '@docket/core'

/** Neither `server.entity` nor `createServer` says whose document it is; code `tenant_missing`. */
export class TenantMissingError extends DocketError {
  constructor(entity: string) {
    super(
      'tenant_missing',
      `Nobody has said whose "${entity}" it is: give server.entity({ tenant }), or createServer({ tenant }) for all`,
    )
  }
}

/** The gate took the event for a breach of the protocol, and stored nothing. */
export class RecordRefusedError extends RecordError {
  constructor(entity: string, type: string, { code, reason }: { readonly code: string; readonly reason: string }) {
    super(code, `${entity}.${type} was not recorded: ${reason}`)
  }
}

/** The id belongs to an event with other content; code `event_id_reused`. Nothing was recorded. */
export class EventIdReusedError extends RecordError {
  constructor(id: string) {
    super('event_id_reused', `The id ${id} belongs to another event: a repeated call must record the same one`)
  }
}
