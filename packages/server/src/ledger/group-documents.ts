import type { DocumentAddress } from '@docket/core'
import type { EntityInput } from './group-columns.ts'

/** The documents of a group, each once: one statement may not change a row twice, so the last read model stands for all. */
export class GroupDocuments {
  readonly #numbers = new Map<string, number>()
  readonly #rows: EntityInput[] = []

  get rows(): readonly EntityInput[] {
    return this.#rows
  }

  /** From 1. */
  numberOf({ tenant, entity, id }: DocumentAddress): number {
    const name = `${tenant}/${entity}/${id}`
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.#numbers.size + 1)
    return this.#numbers.size
  }

  /** What a later commit of the group says of the document. */
  set(number: number, row: EntityInput): void {
    const first = this.#rows[number - 1]
    if (first === undefined) this.#rows[number - 1] = row
    else if (row.read_model !== undefined) this.#rows[number - 1] = { ...row, known_events: first.known_events }
  }
}
