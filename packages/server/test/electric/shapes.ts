import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { RowChange } from './row-changes.ts'
import { type LogItem, ShapeLog } from './shape-log.ts'
import type { ShapeRequest } from './shape-request.ts'
import { changeOf, insertOf, isSeen, readSnapshot, rowsInShape } from './shape-rows.ts'

interface LiveShape extends Pick<ShapeRequest, 'definition' | 'table'> {
  readonly log: ShapeLog
  /** Undefined until the snapshot is read: what comes before is kept. */
  snapshot: string | undefined
  early: { readonly txid: bigint; readonly item: LogItem }[]
}

/** The shapes that somebody has asked for. */
export class Shapes {
  readonly #pool: pg.Pool
  readonly #watch: (table: string) => Promise<void>
  readonly #shapes = new Map<string, { readonly shape: LiveShape; readonly begun: Promise<ShapeLog> }>()
  #tx = 0

  /** @param watch resolves when changes of a table are heard */
  constructor(pool: pg.Pool, watch: (table: string) => Promise<void>) {
    this.#pool = pool
    this.#watch = watch
  }

  /** The log of the shape that is defined so; begun, if there is none. */
  logOf({ definition, table }: ShapeRequest): Promise<ShapeLog> {
    const key = JSON.stringify(definition)
    const known = this.#shapes.get(key)
    if (known !== undefined) return known.begun
    const log = new ShapeLog(`${randomUUID().slice(0, 8)}-${Date.now()}`)
    const shape: LiveShape = { definition, table, log, snapshot: undefined, early: [] }
    const begun = this.#begin(shape)
    begun.catch(() => this.#shapes.delete(key))
    this.#shapes.set(key, { shape, begun })
    return begun
  }

  /** Forgets all of them, as Electric does when a table is altered or its disk is lost. */
  rotate(): void {
    const dropped = [...this.#shapes.values()]
    this.#shapes.clear()
    for (const { shape } of dropped) shape.log.rotate()
  }

  async hear(changes: readonly RowChange[]): Promise<void> {
    const numbers = new Map<bigint, number>()
    for (const { txid } of changes) if (!numbers.has(txid)) numbers.set(txid, ++this.#tx)
    await Promise.all(
      [...this.#shapes.values()].map(async ({ shape }) => {
        const ours = changes.filter(({ table }) => table === shape.definition.table)
        if (ours.length > 0) await this.#tell(shape, ours, numbers)
      }),
    )
  }

  async #begin(shape: LiveShape): Promise<ShapeLog> {
    await this.#watch(shape.definition.table)
    const { rows, snapshot } = await readSnapshot(this.#pool, shape)
    shape.log.append(rows.map((row, op) => insertOf(shape, row, { tx: 0, op })))
    shape.snapshot = snapshot
    shape.log.append(shape.early.filter(({ txid }) => !isSeen(snapshot, txid)).map(({ item }) => item))
    shape.early = []
    return shape.log
  }

  async #tell(shape: LiveShape, changes: readonly RowChange[], numbers: ReadonlyMap<bigint, number>): Promise<void> {
    const rows = await rowsInShape(this.#pool, shape, changes)
    const told: { txid: bigint; item: LogItem }[] = []
    for (const [index, { txid }] of changes.entries()) {
      const { old: before, new: after } = rows[index] ?? { old: null, new: null }
      const offset = { tx: numbers.get(txid) ?? 0, op: index * 2 }
      const headers = { lsn: String(offset.tx), op_position: offset.op, txids: [Number(txid)] }
      const item = changeOf(shape, before, after, offset, headers)
      if (item !== undefined) told.push({ txid, item })
    }
    const { snapshot } = shape
    if (snapshot === undefined) shape.early.push(...told)
    else shape.log.append(told.filter(({ txid }) => !isSeen(snapshot, txid)).map(({ item }) => item))
  }
}
