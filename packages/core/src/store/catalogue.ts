import type { CatalogueRow, DeviceFacts, StoredCatalogue } from '../storage/storage.ts'
import type { SummaryRow } from '../transport/messages.ts'
import { CatalogueWriter } from './catalogue-writer.ts'
import { notifyAll } from './notify-all.ts'
import { WaitingRows } from './waiting-rows.ts'

interface EntityRows {
  readonly rows: Map<string, CatalogueRow>
  readonly listeners: Set<() => void>
  version: number
}

/** What the device knows of every document without opening it: the server's summaries, overlaid with its own events. */
export class Catalogue {
  readonly #stored: StoredCatalogue
  readonly #writer: CatalogueWriter
  readonly #entities = new Map<string, EntityRows>()
  #facts: DeviceFacts = { cursor: 0 }
  #isLoaded = false
  /** What of all documents waits for the server, or for somebody's decision. */
  readonly waiting: WaitingRows = new WaitingRows()

  /** @param onOutcome hears of every failed write, and with `undefined` when writing works again */
  constructor(stored: StoredCatalogue, onOutcome: (error: unknown) => void) {
    this.#stored = stored
    this.#writer = new CatalogueWriter(stored, onOutcome)
  }

  get facts(): DeviceFacts {
    return this.#facts
  }

  /** Takes in what the device kept. What has been learnt since the start is newer and stays. */
  async load(): Promise<readonly CatalogueRow[]> {
    const { rows, facts } = await this.#stored.read()
    this.#facts = { ...facts, ...this.#facts, cursor: Math.max(facts.cursor, this.#facts.cursor) }
    const fresh = rows.filter((row) => !this.#of(row.entity).rows.has(row.id))
    for (const row of fresh) this.#replace(row)
    this.#isLoaded = true
    this.#notify(new Set(fresh.map((row) => row.entity)))
    return fresh
  }

  /** Is what the device kept in it? */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  rows(entity: string): Iterable<CatalogueRow> {
    return this.#of(entity).rows.values()
  }

  /** Grows with every change of an entity's rows. */
  version(entity: string): number {
    return this.#of(entity).version
  }

  subscribe(entity: string, listener: () => void): () => void {
    const { listeners } = this.#of(entity)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Rows as the server has them. A document with own events in flight keeps its own summary. */
  takeSummaries(summaries: readonly SummaryRow[], cursor: number): void {
    for (const row of summaries) {
      const known = this.#of(row.entity).rows.get(row.id)
      if (known === undefined) this.#put({ ...row, uncommitted: 0, rejected: 0 })
      else if (isNews(known, row)) this.#put(withNews(known, row))
    }
    this.learn({ cursor: Math.max(cursor, this.#facts.cursor) })
    this.#notify(new Set(summaries.map((row) => row.entity)))
  }

  /** The row of a document that is open here: what its own state says. */
  putOpen(row: OpenRow): void {
    const known = this.#of(row.entity).rows.get(row.id)
    if (known !== undefined && isSame(known, row)) return
    this.#put({ ...row, seq: known?.seq ?? 0, ...keptOf(known) })
    this.#notify(new Set([row.entity]))
  }

  /** The row of a document in which nothing is: it was set aside, or what was recorded did not come to disk. */
  putEmpty(entity: string, id: string, where: 'on disk' | 'in memory'): void {
    const known = this.#of(entity).rows.get(id)
    if (known === undefined || known.empty) return
    // The server has events of one that it has numbered: they are on their way.
    const { summary, seq } = known
    const row: CatalogueRow = {
      entity,
      id,
      summary,
      seq,
      uncommitted: 0,
      rejected: 0,
      ...(seq === 0 && { empty: true }),
      ...keptOf(known),
    }
    if (isSame(known, row)) return
    if (where === 'on disk') this.#put(row)
    else this.#replace(row)
    this.#notify(new Set([entity]))
  }

  row(entity: string, id: string): CatalogueRow | undefined {
    return this.#of(entity).rows.get(id)
  }

  /** All of the document up to this number is on disk. Lists do not show that, so they are not told. */
  markHeld(entity: string, id: string, seq: number): void {
    const known = this.row(entity, id)
    if (known === undefined || (known.held ?? 0) >= seq) return
    const row: CatalogueRow = { ...known, held: seq }
    this.#of(entity).rows.set(id, row)
    this.#writer.write(row, this.#facts)
  }

  learn(facts: Partial<DeviceFacts>): void {
    this.#facts = { ...this.#facts, ...facts }
    this.#writer.write(undefined, this.#facts)
  }

  /** Resolves when everything so far is on disk. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  async close(): Promise<void> {
    await this.flush().catch(() => undefined)
    await this.#stored.close()
  }

  #put(row: CatalogueRow): void {
    this.#replace(row)
    this.#writer.write(row, this.#facts)
  }

  #replace(row: CatalogueRow): void {
    const kept = this.#of(row.entity)
    const before = kept.rows.get(row.id)
    this.waiting.replace(before, row)
    kept.rows.set(row.id, row)
    kept.version++
  }

  #of(entity: string): EntityRows {
    const known = this.#entities.get(entity)
    if (known !== undefined) return known
    const created: EntityRows = { rows: new Map(), listeners: new Set(), version: 0 }
    this.#entities.set(entity, created)
    return created
  }

  #notify(entities: ReadonlySet<string>): void {
    for (const entity of entities) notifyAll(this.#of(entity).listeners)
  }
}

/** What a document's own state says nothing of. */
type OpenRow = Omit<CatalogueRow, 'seq' | 'held' | 'checkpoint'>

function keptOf(row: CatalogueRow | undefined): Pick<CatalogueRow, 'held' | 'checkpoint'> {
  const { held, checkpoint } = row ?? {}
  return { ...(held !== undefined && { held }), ...(checkpoint !== undefined && { checkpoint }) }
}

/** Is it about more events, or does it tell of a newer checkpoint? */
function isNews(known: CatalogueRow, { seq, checkpoint = 0 }: SummaryRow): boolean {
  return seq > known.seq || checkpoint > (known.checkpoint ?? 0)
}

/** The row with what the server says of it. A row that is not newer may still tell of a newer checkpoint. */
function withNews({ empty, ...known }: CatalogueRow, { seq, summary, checkpoint = 0 }: SummaryRow): CatalogueRow {
  const isNewer = seq > known.seq
  const hasCheckpoint = checkpoint > (known.checkpoint ?? 0)
  return {
    ...known,
    ...(isNewer ? { seq } : empty && { empty }),
    ...(isNewer && known.uncommitted === 0 && { summary }),
    ...(hasCheckpoint && { checkpoint }),
  }
}

function isSame(a: OpenRow, b: OpenRow): boolean {
  return (
    a.uncommitted === b.uncommitted &&
    a.oldestUncommittedAt === b.oldestUncommittedAt &&
    a.rejected === b.rejected &&
    a.empty === b.empty &&
    (a.summary === b.summary || JSON.stringify(a.summary) === JSON.stringify(b.summary))
  )
}
