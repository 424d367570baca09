import { DocketError } from '../event/errors.ts'

/** An event was not recorded: nothing has changed. `code` says why. */
export class RecordError extends DocketError {}

/** The entity has no event of that type; code `event_unknown`. */
export class EventUnknownError extends RecordError {
  constructor(entity: string, type: string, known: readonly string[]) {
    super('event_unknown', `${entity} has no event "${type}"; it has ${known.join(', ')}`)
  }
}

/** The payload is not plain JSON or does not fit the event's schema; code `payload_invalid`. */
export class PayloadInvalidError extends RecordError {
  constructor(entity: string, type: string, reason: string) {
    super('payload_invalid', `The payload of ${entity}.${type} is not valid: ${reason}`)
  }
}

/** The event's guard refuses it on the state as it is; code `guard_refused`. */
export class GuardRefusedError extends RecordError {
  /** What the guard said, for the user. */
  readonly reason: string

  constructor(entity: string, type: string, reason: string) {
    super('guard_refused', `${entity}.${type} was not recorded: ${reason}`)
    this.reason = reason
  }
}

/** The event was resolved before, perhaps on another device; or it is not rejected, or not known here. */
export class NotRejectedError extends RecordError {
  constructor(event: string) {
    super('not_rejected', `event ${event} is not rejected`)
  }
}

/** The store was not given that entity; code `entity_unknown`. */
export class EntityUnknownError extends RecordError {
  constructor(name: string, known: readonly string[]) {
    super(
      'entity_unknown',
      `The store knows no entity "${name}", only ${known.join(', ') || 'none'}; add it to createStore({ entities })`,
    )
  }
}

/** The handle was closed, and its document let go; code `document_closed`. */
export class DocumentClosedError extends RecordError {
  constructor(entity: string, id: string) {
    super('document_closed', `${entity} "${id}" was closed and has been let go; open it again with store.open`)
  }
}

/** The server takes no further event of this document; code `document_full`. */
export class DocumentFullError extends RecordError {
  constructor(entity: string, id: string) {
    super(
      'document_full',
      `${entity} "${id}" holds as many events as the server takes; begin a new one, and settle what is kept aside`,
    )
  }
}

/** The store is closed; code `store_closed`. */
export class StoreClosedError extends RecordError {
  constructor() {
    super('store_closed', 'The store is closed; make a new one with createStore')
  }
}
