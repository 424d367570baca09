/** Who sends a request: what a verified token says. */
export interface Principal {
  /** The user, or on a shared till the device. */
  readonly subject: string
  readonly tenant: string
  readonly roles: readonly string[]
  /** The device to which the token was given. */
  readonly device?: string
  /** When the token ends, ms since the epoch. */
  readonly expiresAtMs: number
  /** It is the central server to which this one forwards: what that has judged is not judged again. No token says so. */
  readonly isUpstream?: true
}

export const DEVICE_ROLE = 'device'
export const SERVER_ROLE = 'server'
export const READ_ONLY_ROLE = 'read-only'

/** May it submit events by any user of its tenant? */
export function isDevice(principal: Principal): boolean {
  return principal.roles.includes(DEVICE_ROLE) || isServer(principal)
}

/** Is it a server of the tenant's own, such as one in a store? What it has rejected is rejected here too. */
export function isServer(principal: Principal): boolean {
  return principal.isUpstream === true || principal.roles.includes(SERVER_ROLE)
}

/** May it submit nothing at all? */
export function isReadOnly(principal: Principal): boolean {
  return principal.roles.includes(READ_ONLY_ROLE)
}
