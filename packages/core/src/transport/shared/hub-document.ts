import * as Y from 'yjs'
import { type Checkpoint, coveredClocks, covers } from '../../document/checkpoint.ts'
import { type ClockPairs, Clocks } from '../../document/clocks.ts'
import { checkpointIn, holdCheckpoint } from '../../document/hollow.ts'
import { missingUpdate } from '../../document/missing-update.ts'
import { newDoc } from '../../document/new-doc.ts'
import { hasOwnContent } from '../../document/own-content.ts'
import type { DocketError } from '../../event/errors.ts'
import type { Attachment, TransportConnection } from '../transport.ts'
import { type HubMessage, type OfCopy, type TabMessage, toldError } from './tab-messages.ts'

/** The hub's copy of a document: all that the tabs have of it, and all that the server has sent. */
export class HubDocument {
  readonly #copy: OfCopy
  readonly #tell: (message: HubMessage) => void
  readonly #onChange: () => void
  readonly #onUpdateRefused: () => void
  readonly #doc = newDoc()
  readonly #committed = new Clocks()
  /** Which attachments it is kept for, each with its tab. */
  readonly #holders = new Map<string, string>()
  #attachment: Attachment | undefined
  #isSynced = false
  #refusal: DocketError | undefined
  #hadGap = false

  constructor(
    { name, generation }: OfCopy,
    on: { tell(message: HubMessage): void; change(): void; updateRefused(): void },
  ) {
    this.#copy = { name, generation }
    this.#tell = on.tell
    this.#onChange = on.change
    this.#onUpdateRefused = on.updateRefused
    this.#doc.on('beforeTransaction', () => {
      this.#hadGap = this.#doc.store.pendingStructs !== null
    })
    this.#doc.on('update', (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction) => {
      // What tabs record, they have told one another.
      if (this.#attachment?.owns(origin) !== true) return
      const committed = this.#hadGap ? [] : grown(transaction)
      this.#committed.cover(committed)
      this.#tell({ ...this.#copy, kind: 'document', update, committed })
    })
  }

  /** Nobody has it open, and the server has all of it. */
  get isSettled(): boolean {
    return this.#holders.size === 0 && !hasOwnContent(this.#doc, this.#committed)
  }

  attach(connection: TransportConnection): void {
    this.#isSynced = false
    this.#attachment = connection.attach(this.#copy.name, this.#doc, {
      generation: this.#copy.generation,
      onSynced: () => {
        this.#isSynced = true
        this.#refusal = undefined
        this.#tell({ ...this.#copy, kind: 'synced' })
      },
      onCommitted: (committed) => {
        this.#committed.cover(committed)
        this.#tell({ ...this.#copy, kind: 'document', committed })
        this.#onChange()
      },
      onRefused: (error) => {
        this.#refusal = error
        this.#tell({ ...this.#copy, kind: 'refused', final: false, error: toldError(error) })
      },
      onUpdateRefused: (error) => {
        this.#tell({ ...this.#copy, kind: 'refused', final: true, error: toldError(error) })
        this.#onUpdateRefused()
      },
      onCheckpoint: () => undefined,
    })
  }

  detach(): void {
    this.#attachment?.detach()
    this.#attachment = undefined
  }

  /** Takes what a tab has, and tells it what it lacks. */
  open({ tab, attachment, state, checkpoint }: TabMessage & { readonly kind: 'open' }): void {
    this.#holders.set(attachment, tab)
    this.#hold(checkpoint)
    Y.applyUpdate(this.#doc, state, this)
    const update = missingUpdate(this.#doc, Y.encodeStateVectorFromUpdate(state))
    const held = checkpointIn(this.#doc)
    const told = { ...this.#copy, to: attachment }
    this.#tell({
      ...told,
      kind: 'document',
      update,
      committed: this.#committed.pairs,
      ...(held !== undefined && held !== checkpoint && { checkpoint: held }),
    })
    if (this.#isSynced) this.#tell({ ...told, kind: 'synced' })
    if (this.#refusal !== undefined)
      this.#tell({ ...told, kind: 'refused', final: false, error: toldError(this.#refusal) })
  }

  #hold(checkpoint: Checkpoint | undefined): void {
    if (checkpoint === undefined) return
    const held = checkpointIn(this.#doc)
    if (held === undefined || covers(checkpoint, coveredClocks(held))) holdCheckpoint(this.#doc, checkpoint)
  }

  take(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update, this)
  }

  close(attachment: string): void {
    this.#holders.delete(attachment)
    this.#onChange()
  }

  closeAllOf(tab: string): void {
    for (const [attachment, holder] of this.#holders) if (holder === tab) this.#holders.delete(attachment)
    this.#onChange()
  }

  destroy(): void {
    this.detach()
    this.#doc.destroy()
  }
}

/** What a transaction brought, as the ends of its clients. */
function grown({ beforeState, afterState }: Y.Transaction): ClockPairs {
  return [...afterState].filter(([client, clock]) => clock !== beforeState.get(client))
}
