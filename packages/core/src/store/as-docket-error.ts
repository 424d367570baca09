import { messageOf } from '../entity/read-payload.ts'
import { DocketError } from '../event/errors.ts'

/** Storages and transports of others may throw anything. */
export function asDocketError(error: unknown): DocketError {
  return error instanceof DocketError ? error : new DocketError('unexpected', messageOf(error), { cause: error })
}
