import type { Transport } from '../transport.ts'
import { Tab } from './tab.ts'

/** Which tabs share a connection. */
export interface SharedTransportOptions {
  /** What the tabs have in common that share a connection: the device, and the user where the token is a user's. */
  readonly name: string
}

/** Tabs of another version of these messages do not hear one another. */
const VERSION = 2

/**
 * One connection to the server for all tabs of a device. What is recorded in one tab is seen in the others, with and
 * without a network. Where a browser has no Web Locks or no BroadcastChannel (a page that did not come by HTTPS has no
 * locks), each tab has a connection of its own; so it has with a transport without a ledger, which nobody has to share.
 */
export function sharedTransport(transport: Transport, { name }: SharedTransportOptions): Transport {
  // Types say that every browser has it.
  const locks: LockManager | undefined = globalThis.navigator?.locks
  if (!transport.ledger || locks === undefined || globalThis.BroadcastChannel === undefined) return transport
  return {
    ledger: true,
    connect: (host) => new Tab(host, transport, locks, `docket/${VERSION}/${host.tenant}/${name}`),
  }
}
