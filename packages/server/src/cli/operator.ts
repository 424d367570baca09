import { userInfo } from 'node:os'

/** Who a record of the ledger says did something on the command line. */
export function operator(): string {
  return `${userInfo().username} on the command line`
}
