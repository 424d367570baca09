import * as Y from 'yjs'
import type { Checkpoint } from '../../document/checkpoint.ts'
import type { ClockPairs } from '../../document/clocks.ts'
import { checkpointIn } from '../../document/hollow.ts'
import { missingUpdate } from '../../document/missing-update.ts'
import type { DocketError } from '../../event/errors.ts'
import type { DocumentHost } from '../transport.ts'
import { type DocumentMessage, type HubMessage, heardError, type OfCopy, type TabMessage } from './tab-messages.ts'

/** A document that a tab has open, in step with the hub and with the other tabs. */
export class TabAttachment {
  readonly #copy: OfCopy
  readonly #doc: Y.Doc
  readonly #host: DocumentHost
  readonly #tab: string
  readonly #tell: (message: TabMessage) => void
  readonly #id = crypto.randomUUID()
  readonly #tellUpdate: (update: Uint8Array, origin: unknown) => void
  #isClosed = false

  constructor(
    name: string,
    doc: Y.Doc,
    host: DocumentHost,
    on: { readonly tab: string; tell(message: TabMessage): void },
  ) {
    this.#copy = { name, generation: host.generation }
    this.#doc = doc
    this.#host = host
    this.#tab = on.tab
    this.#tell = on.tell
    this.#tellUpdate = (update, origin) => {
      if (origin !== this) this.#tell({ ...this.#copy, kind: 'update', update })
    }
    doc.on('update', this.#tellUpdate)
  }

  open(): void {
    const checkpoint = checkpointIn(this.#doc)
    this.#tell({
      ...this.#copy,
      kind: 'open',
      tab: this.#tab,
      attachment: this.#id,
      state: missingUpdate(this.#doc),
      ...(checkpoint !== undefined && { checkpoint }),
    })
  }

  close(): void {
    this.#isClosed = true
    this.#doc.off('update', this.#tellUpdate)
    this.#tell({ ...this.#copy, kind: 'close', attachment: this.#id })
  }

  /** Is it about this very copy? What a refused one holds must not get into the one after it. */
  isOf({ name, generation }: OfCopy): boolean {
    return name === this.#copy.name && generation === this.#copy.generation
  }

  hear(message: DocumentMessage): void {
    switch (message.kind) {
      case 'open':
        this.#apply(message.state, message.checkpoint)
        return
      case 'update':
        this.#apply(message.update)
        return
      case 'close':
        return
    }
    if (message.to === undefined || message.to === this.#id) this.#hearHub(message)
  }

  #hearHub(message: Extract<HubMessage, DocumentMessage>): void {
    switch (message.kind) {
      case 'document':
        // First, so that nobody sees as uncommitted what comes committed; of what is here, after the verdicts on it.
        this.#committed(message.committed.filter(([client]) => Y.getState(this.#doc.store, client) === 0))
        if (message.update !== undefined) this.#apply(message.update, message.checkpoint)
        this.#committed(message.committed)
        return
      case 'synced':
        this.#host.onSynced()
        return
      case 'refused':
        this.#refused(message.final, heardError(message.error))
    }
  }

  #committed(clocks: ClockPairs): void {
    if (clocks.length > 0) this.#host.onCommitted(clocks)
  }

  #refused(isFinal: boolean, error: DocketError): void {
    if (!isFinal) {
      this.#host.onRefused(error)
      return
    }
    this.#host.onUpdateRefused(error)
    // The hub has let go of what was refused.
    if (!this.#isClosed) this.open()
  }

  #apply(update: Uint8Array, checkpoint?: Checkpoint): void {
    if (checkpoint !== undefined) this.#host.onCheckpoint(checkpoint)
    Y.applyUpdate(this.#doc, update, this)
  }
}
