import type { Entity } from '../../entity/entity.ts'
import { parseDocumentName } from '../../event/document-name.ts'
import { isPlainObject } from '../../event/json.ts'
import type { ServerMessage } from '../../transport/messages.ts'
import { readFrame } from './frame-reader.ts'
import type { LedgerIndex } from './ledger-index.ts'
import type { LinkedSocket, WireWatch } from './link.ts'
import { checkSummaries } from './summary-oracle.ts'
import type { Violations } from './violation.ts'
import type { WireValue } from './wire-values.ts'

interface Conversation {
  /** The events of each update that has reached the server. */
  readonly updates: (readonly string[])[]
  acknowledged: number
}

/**
 * Checks whatever the server says against the ledger at that moment: nothing is shown or acknowledged that is not
 * committed (GAT1, COM1), and nothing of another tenant (TEN1).
 */
export class WireOracle implements WireWatch {
  readonly #entities: readonly Entity[]
  readonly #ledger: LedgerIndex
  readonly #violations: Violations
  readonly #conversations = new WeakMap<LinkedSocket, Map<string, Conversation>>()
  /** By document and Yjs client: which event stands at which clock. */
  readonly #places = new Map<string, string>()

  constructor(entities: readonly Entity[], ledger: LedgerIndex, violations: Violations) {
    this.#entities = entities
    this.#ledger = ledger
    this.#violations = violations
  }

  toServer(socket: LinkedSocket, frame: Uint8Array): void {
    const read = readFrame(frame)
    if (read?.message.kind !== 'update') return
    const { values } = read.message
    for (const { client, clock, value } of values) {
      const id = eventId(value)
      if (id !== undefined) this.#places.set(`${read.name}/${client}/${clock}`, id)
    }
    this.#conversation(socket, read.address).updates.push(values.flatMap(({ value }) => eventId(value) ?? []))
  }

  toDevice(socket: LinkedSocket, frame: Uint8Array): void {
    const read = readFrame(frame)
    if (read === undefined) return
    const tenant = parseDocumentName(read.name)?.tenant ?? ''
    this.#violations.must(
      'TEN1',
      tenant === socket.tenant,
      () => `the server says something of ${read.name} to a device of ${socket.tenant}`,
    )
    const { message } = read
    if (message.kind === 'update') for (const shown of message.values) this.#shown(tenant, socket, shown)
    else if (message.kind === 'said') this.#said(tenant, read.name, message.message)
    else if (message.isTaken) this.#acknowledged(tenant, socket, read.address)
  }

  #shown(tenant: string, socket: LinkedSocket, { value }: WireValue): void {
    const id = eventId(value)
    if (id !== undefined)
      this.#violations.must(
        'COM1',
        this.#ledger.row(tenant, id) !== undefined,
        () => `${socket.name} is shown ${id}, which is not committed`,
      )
    const ref = isPlainObject(value) && typeof value.code === 'string' ? String(value.ref) : undefined
    if (ref !== undefined)
      this.#violations.must(
        'GAT3',
        this.#ledger.row(tenant, ref)?.rejection?.code === (value as { code: string }).code,
        () => `${socket.name} is shown a verdict on ${ref} that the ledger has not`,
      )
  }

  #said(tenant: string, name: string, message: ServerMessage): void {
    if (message.kind === 'summaries') checkSummaries(tenant, message, this.#entities, this.#ledger, this.#violations)
    if (message.kind !== 'committed') return
    for (const [client, clocks] of message.clocks)
      for (let clock = 0; clock < clocks; clock++) {
        const id = this.#places.get(`${name}/${client}/${clock}`)
        if (id !== undefined)
          this.#violations.must(
            'COM1',
            this.#ledger.row(tenant, id) !== undefined,
            () => `the server says that ${id} is committed, and it is not`,
          )
      }
  }

  /** Of so many acknowledgements, each is for another update. */
  #acknowledged(tenant: string, socket: LinkedSocket, address: string): void {
    const conversation = this.#conversation(socket, address)
    conversation.acknowledged++
    const committed = conversation.updates.filter((ids) =>
      ids.every((id) => this.#ledger.row(tenant, id) !== undefined),
    )
    this.#violations.must(
      'COM1',
      conversation.acknowledged <= committed.length,
      () =>
        `${socket.name} has ${conversation.acknowledged} acknowledgements of "${address}", and ${committed.length} of its updates are committed`,
    )
  }

  #conversation(socket: LinkedSocket, address: string): Conversation {
    const ofSocket = this.#conversations.get(socket) ?? new Map<string, Conversation>()
    this.#conversations.set(socket, ofSocket)
    const known = ofSocket.get(address)
    if (known !== undefined) return known
    const begun: Conversation = { updates: [], acknowledged: 0 }
    ofSocket.set(address, begun)
    return begun
  }
}

function eventId(value: unknown): string | undefined {
  return isPlainObject(value) && typeof value.id === 'string' && 'payload' in value ? value.id : undefined
}
