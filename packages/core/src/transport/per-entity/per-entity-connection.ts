import type * as Y from 'yjs'
import { parseDocumentName } from '../../event/document-name.ts'
import { ConnectionTeller } from '../connection-teller.ts'
import type { SummaryRow } from '../messages.ts'
import type {
  Attachment,
  ConnectionState,
  DocumentHost,
  Transport,
  TransportConnection,
  TransportHost,
} from '../transport.ts'
import { ConnectionPart } from './connection-part.ts'
import { PartlyOfflineError } from './errors.ts'

const FROM_BEST: readonly ConnectionState[] = ['online', 'connecting', 'offline', 'refused']

/** A store's connection that consists of several, each for some entities. It is as well as the worst of them. */
export class PerEntityConnection implements TransportConnection {
  readonly #host: TransportHost
  readonly #teller: ConnectionTeller
  readonly #parts: readonly ConnectionPart[]
  readonly #others: ConnectionPart
  readonly #byEntity = new Map<string, ConnectionPart>()

  /** @param others of the entities that are not among `entities` */
  constructor(host: TransportHost, others: Transport, entities: ReadonlyMap<string, Transport>) {
    this.#host = host
    this.#teller = new ConnectionTeller(host)
    const apart = [...entities].filter(([, transport]) => transport !== others)
    this.#others = this.#part(`all entities but ${apart.map(([entity]) => entity).join(', ')}`)
    const parts = new Map([[others, this.#others]])
    for (const [transport, served] of Map.groupBy(apart, ([, transport]) => transport)) {
      const names = served.map(([entity]) => entity)
      const part = this.#part(names.join(', '))
      parts.set(transport, part)
      for (const name of names) this.#byEntity.set(name, part)
    }
    this.#parts = [...parts.values()]
    // What one says while it connects is about all.
    for (const [transport, part] of parts) part.connect(transport)
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    return this.#partOf(parseDocumentName(name)?.entity).connection.attach(name, doc, host)
  }

  askForCheckpoint(name: string): void {
    this.#partOf(parseDocumentName(name)?.entity).connection.askForCheckpoint(name)
  }

  close(): void {
    for (const { connection } of this.#parts) connection.close()
  }

  #part(entities: string): ConnectionPart {
    const part: ConnectionPart = new ConnectionPart(entities, {
      store: this.#host,
      onChange: () => this.#changed(),
      onSummaries: (rows) => this.#summariesOf(part, rows),
    })
    return part
  }

  #partOf(entity = ''): ConnectionPart {
    return this.#byEntity.get(entity) ?? this.#others
  }

  /** The store may take them to be complete only as far as every part has told its own. */
  #summariesOf(part: ConnectionPart, rows: readonly SummaryRow[]): void {
    const cursor = Math.min(...this.#parts.map((one) => one.cursor))
    const own = rows.filter(({ entity }) => this.#partOf(entity) === part)
    if (own.length > 0 || cursor > this.#host.summariesAfter()) this.#host.onSummaries(own, cursor)
  }

  #changed(): void {
    const rank = Math.max(...this.#parts.map(({ state }) => FROM_BEST.indexOf(state)))
    const state = FROM_BEST[rank] ?? 'offline'
    const worst = this.#parts.filter((part) => part.state === state)
    const isPartly = state === 'offline' && this.#parts.some((part) => part.state === 'online')
    const own = worst.find(({ error }) => error !== undefined)?.error
    this.#teller.tell(
      state,
      own ?? (isPartly ? new PartlyOfflineError(worst.map(({ entities }) => entities)) : undefined),
    )
    // Who is cut off from some of it cannot know.
    this.#teller.tellDelayed(state === 'online' && this.#parts.some(({ isDelayed }) => isDelayed))
  }
}
