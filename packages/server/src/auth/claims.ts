import { isNamePart } from '@docket/core'
import type { Principal } from './principal.ts'

/** What a token says, before it is known to make sense. */
export type Claims = Readonly<Record<string, unknown>>

const MAX_NAME = 256
/** See docs/audit-format.md. */
const PSEUDONYM = /^~[0-9a-f]{64}$/
const MAX_DATE_MS = 8_640_000_000_000_000

/** The principal that verified claims describe, or why they describe none. Pure. */
export function principalOf({ sub, tenant, roles = [], device, exp }: Claims): Principal | string {
  if (isName(sub) && PSEUDONYM.test(sub)) return 'its "sub" is what the ledger calls a user who was erased'
  if (!isName(sub)) return `its "sub" is not a text of 1 to ${MAX_NAME} characters`
  if (!isNamePart(tenant)) return 'its "tenant" is not 1 to 64 letters, digits, "_" and "-"'
  if (!isNameList(roles)) return 'its "roles" is not a list of texts'
  if (device !== undefined && !isName(device)) return `its "device" is not a text of 1 to ${MAX_NAME} characters`
  const expiresAtMs = typeof exp === 'number' ? exp * 1000 : Number.NaN
  if (!(Math.abs(expiresAtMs) <= MAX_DATE_MS)) return 'its "exp" is not a time in seconds'
  return { subject: sub, tenant, roles, ...(device === undefined ? {} : { device }), expiresAtMs }
}

function isNameList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isName)
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= MAX_NAME &&
    value.isWellFormed() &&
    !value.includes('\0')
  )
}
