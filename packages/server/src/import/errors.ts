import { DocketError } from '@docket/core'

/** What is wrong with one row: it becomes no event, and the others can go on. */
export type RowCode =
  | 'line_malformed'
  | 'column_missing'
  | 'value_invalid'
  | 'number_unsafe'
  | 'time_invalid'
  | 'entity_id_missing'
  | 'entity_id_invalid'
  | 'event_type_unknown'
  | 'event_too_large'

export class RowError extends DocketError {
  declare readonly code: RowCode

  constructor(code: RowCode, reason: string) {
    super(code, reason)
  }
}

/** A row is wrong, and nobody has said that such rows may be left out. */
export class ImportStoppedError extends DocketError {
  constructor(code: string, place: string, reason: string) {
    super(
      code,
      `${place}: ${reason}. Its batch is not written, nor what follows. Mend it and run the same command again, which goes on; --skip-bad leaves such rows out, --dry-run shows all of them`,
    )
  }
}

export class ImportUsageError extends DocketError {
  constructor(message: string) {
    super('usage_invalid', message)
  }
}

export class EntityNotDefinedError extends DocketError {
  constructor(entity: string, path: string) {
    super('entity_unknown', `${path} defines no entity "${entity}": see whether --entity and --entities are right`)
  }
}

/** The messages of drivers are kept out where they may repeat rows or passwords. */
export class SourceUnreadableError extends DocketError {
  constructor(source: string, reason: string, options?: ErrorOptions) {
    super('source_unreadable', `${source} cannot be read: ${reason}`, options)
  }
}

export class SourceChangedError extends DocketError {
  constructor(rows: number, stateFile: string) {
    super(
      'source_changed',
      `The first ${rows} rows are not those that were imported before. --restart begins again: what is in already is not doubled, and what has changed is reported as rejected. ${stateFile} says how far it was`,
    )
  }
}

export class StateInvalidError extends DocketError {
  constructor(file: string, reason: string) {
    super('state_invalid', `${file} ${reason}: name another one with --state, or begin again with --restart`)
  }
}

export class MappingInvalidError extends DocketError {
  constructor(file: string, problems: readonly string[]) {
    super('mapping_invalid', `${file} is not valid. ${problems.join('. ')}`)
  }
}

export class ImportInterruptedError extends DocketError {
  constructor(rows: number) {
    super('import_interrupted', `Interrupted after ${rows} rows: run the same command again, which goes on`)
  }
}

/** Without the definitions, only the server's answer tells that a type is none of the entity's. */
export class TypesUnknownError extends DocketError {
  constructor(place: string, reason: string) {
    super(
      'event_type_unknown',
      `${place}: ${reason}. It is kept, without effect. Mend the mapping; with --entities types are looked up before anything is sent`,
    )
  }
}

/** The code of `NodeAlreadyRunningError`, with what to do here. */
export class ServerRunsError extends DocketError {
  constructor(cause: DocketError) {
    super(cause.code, 'A server runs on this database: import through it, with --url and --token-file, or stop it', {
      cause,
    })
  }
}

/** The server does not take the whole of it, and trying again would not help. */
export class ServerRefusedError extends DocketError {
  constructor(code: string, detail: string) {
    super(code, `The server refuses the import: ${detail}`)
  }
}

export class ServerUnreachableError extends DocketError {
  constructor(url: string, reason: string) {
    super('server_unreachable', `${url} does not take events (${reason}): run the same command later, which goes on`)
  }
}

export class TokenUnfitError extends DocketError {
  constructor(code: 'token_missing' | 'token_invalid' | 'tenant_mismatch' | 'role_missing', message: string) {
    super(code, message)
  }
}
