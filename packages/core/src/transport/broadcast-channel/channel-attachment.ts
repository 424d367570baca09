import * as Y from 'yjs'
import { isEmptyUpdate } from '../../document/is-empty-update.ts'
import { missingUpdate } from '../../document/missing-update.ts'
import type { Attachment, DocumentHost } from '../transport.ts'
import type { ChannelMessage } from './channel-messages.ts'

export interface ChannelAttachmentOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly host: DocumentHost
  tell(message: ChannelMessage): void
  onDetach(attachment: ChannelAttachment): void
}

/** Nobody who has the document open needs longer to answer. */
const ALONE_MS = 500

/** A document in step with those of the same name in other stores. */
export class ChannelAttachment implements Attachment {
  readonly name: string
  /** Whoever is there has it at once. */
  readonly isSent = true
  readonly #options: ChannelAttachmentOptions
  readonly #id = crypto.randomUUID()
  readonly #alone: ReturnType<typeof setTimeout>

  constructor(options: ChannelAttachmentOptions) {
    const { name, doc, host, tell } = options
    this.name = name
    this.#options = options
    this.#alone = setTimeout(() => host.onSynced(), ALONE_MS)
    doc.on('update', this.#send)
    tell({ kind: 'ask', from: this.#id, name, stateVector: Y.encodeStateVector(doc) })
    // What was recorded while the document was read from disk is news for stores that do not have it open, too.
    if (Y.getState(doc.store, doc.clientID) > 0) tell({ kind: 'update', name, update: missingUpdate(doc) })
  }

  /** Nothing says what of it is committed. */
  owns(): boolean {
    return false
  }

  detach(): void {
    clearTimeout(this.#alone)
    this.#options.doc.off('update', this.#send)
    this.#options.onDetach(this)
  }

  hear(message: ChannelMessage): void {
    const { doc } = this.#options
    if (message.kind === 'ask') this.#answer(message.from, message.stateVector)
    else if (message.kind === 'update') Y.applyUpdate(doc, message.update, this)
    else if (message.to === this.#id) this.#answered(message.update, message.stateVector)
  }

  #answer(to: string, theirs: Uint8Array): void {
    const { name, doc, tell } = this.#options
    const stateVector = Y.encodeStateVector(doc)
    tell({ kind: 'answer', to, name, update: missingUpdate(doc, theirs), stateVector })
  }

  #answered(update: Uint8Array, theirs: Uint8Array): void {
    const { name, doc, host, tell } = this.#options
    // Before theirs is in it: what they lack is ours alone.
    const ours = missingUpdate(doc, theirs)
    Y.applyUpdate(doc, update, this)
    // An empty one would wake up every store that does not have the document open.
    if (!isEmptyUpdate(ours)) tell({ kind: 'update', name, update: ours })
    clearTimeout(this.#alone)
    host.onSynced()
  }

  readonly #send = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#options.tell({ kind: 'update', name: this.name, update })
  }
}
