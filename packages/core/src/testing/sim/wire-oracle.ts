import { parseDocumentName } from '../../event/document-name.ts'
import type { Claims } from './claims.ts'
import { readFrame } from './frame-reader.ts'
import type { LinkedConnection, SocketWatch } from './link.ts'
import type { Violations } from './violation.ts'

interface Conversation {
  /** The events of each update that has reached the server. */
  readonly updates: (readonly string[])[]
  acknowledged: number
}

/**
 * Checks whatever the server says over a socket against the ledger at that moment: nothing is shown or acknowledged that
 * is not committed (GAT1, COM1), and nothing of another tenant (TEN1).
 */
export class WireOracle implements SocketWatch {
  readonly #claims: Claims
  readonly #violations: Violations
  readonly #conversations = new WeakMap<LinkedConnection, Map<string, Conversation>>()

  constructor(claims: Claims, violations: Violations) {
    this.#claims = claims
    this.#violations = violations
  }

  toServer(socket: LinkedConnection, frame: Uint8Array): void {
    const read = readFrame(frame)
    if (read?.message.kind !== 'update') return
    this.#conversation(socket, read.address).updates.push(this.#claims.brought(read.name, read.message.values))
  }

  toDevice(socket: LinkedConnection, frame: Uint8Array): void {
    const read = readFrame(frame)
    if (read === undefined) return
    const tenant = parseDocumentName(read.name)?.tenant ?? ''
    this.#violations.must(
      'TEN1',
      tenant === socket.tenant,
      () => `the server says something of ${read.name} to a device of ${socket.tenant}`,
    )
    const { message } = read
    if (message.kind === 'update') for (const shown of message.values) this.#claims.shown(tenant, socket.name, shown)
    else if (message.kind === 'acknowledged') {
      if (message.isTaken) this.#acknowledged(tenant, socket, read.address)
    } else if (message.message.kind === 'summaries') this.#claims.summaries(tenant, message.message)
    else if (message.message.kind === 'committed') this.#claims.committed(tenant, read.name, message.message.clocks)
  }

  /** Of so many acknowledgements, each is for another update. */
  #acknowledged(tenant: string, socket: LinkedConnection, address: string): void {
    const conversation = this.#conversation(socket, address)
    conversation.acknowledged++
    const committed = conversation.updates.filter((ids) => this.#claims.areCommitted(tenant, ids))
    this.#violations.must(
      'COM1',
      conversation.acknowledged <= committed.length,
      () =>
        `${socket.name} has ${conversation.acknowledged} acknowledgements of "${address}", and ${committed.length} of its updates are committed`,
    )
  }

  #conversation(socket: LinkedConnection, address: string): Conversation {
    const ofSocket = this.#conversations.get(socket) ?? new Map<string, Conversation>()
    this.#conversations.set(socket, ofSocket)
    const known = ofSocket.get(address)
    if (known !== undefined) return known
    const begun: Conversation = { updates: [], acknowledged: 0 }
    ofSocket.set(address, begun)
    return begun
  }
}
