import { NOTHING } from '../chain/link.ts'
import type { Queryable } from '../ledger/queryable.ts'
import {
  type DocumentKey,
  hashAt,
  placePages,
  recordPages,
  recordPagesOf,
  type SeqRange,
} from '../ledger/read-records.ts'
import { linkStep, RecordSteps } from './record-step.ts'
import { isChained, type LinkStep, type RecordStep, type Step } from './verify/step.ts'

/**
 * The records of a tenant with these numbers, some at a time.
 *
 * @param before the hash of the record before the first, where it is no longer in the ledger
 */
export async function* readRecordSteps(db: Queryable, range: SeqRange, before?: string): AsyncGenerator<RecordStep[]> {
  const chain = new Previous(before ?? (await hashBefore(db, range)))
  const records = new RecordSteps()
  for await (const rows of recordPages(db, range)) {
    yield rows.map((row) => chain.placed(row.seq, (previous) => records.of(row, previous)))
  }
}

/** The same as links, without those of some documents. */
export async function* readLinkSteps(
  db: Queryable,
  range: SeqRange,
  without: readonly DocumentKey[] = [],
): AsyncGenerator<LinkStep[]> {
  const own = new Set(without.map(({ entityType, entityId }) => `${entityType}/${entityId}`))
  const chain = new Previous(await hashBefore(db, range))
  for await (const rows of placePages(db, range)) {
    const steps = rows.map((row) => ({ row, step: chain.placed(row.seq, (previous) => linkStep(row, previous)) }))
    yield steps.filter(({ row }) => !own.has(`${row.entity_type}/${row.entity_id}`)).map(({ step }) => step)
  }
}

/** The records of some documents up to a number, some at a time. */
export async function* readRecordStepsOf(
  db: Queryable,
  given: Parameters<typeof recordPagesOf>[1],
): AsyncGenerator<RecordStep[]> {
  const records = new RecordSteps()
  for await (const rows of recordPagesOf(db, given)) {
    yield rows.map((row) => records.of(row, row.previous ?? NOTHING))
  }
}

async function hashBefore(db: Queryable, { tenant, first }: SeqRange): Promise<string> {
  return first === 1 ? NOTHING : ((await hashAt(db, tenant, first - 1)) ?? NOTHING)
}

/** The ledger does not keep the hash before apart: it is the one of the row before. */
class Previous {
  /** The hashes of the rows with the number before; two where somebody has put in a row. */
  #before: readonly string[]
  #current: readonly string[] = []
  #seq = 0

  constructor(first: string) {
    this.#before = [first]
  }

  placed<S extends Step>(seqText: string, make: (previous: string) => S): S {
    const seq = Number(seqText)
    if (seq !== this.#seq) {
      if (this.#current.length > 0) this.#before = this.#current
      this.#current = []
      this.#seq = seq
    }
    const step = this.#fitting(make)
    this.#current = [...this.#current, step.hash]
    return step
  }

  #fitting<S extends Step>(make: (previous: string) => S): S {
    const steps = this.#before.map(make)
    return (steps.length > 1 ? steps.find((step) => isChained(step)) : undefined) ?? steps[0] ?? make(NOTHING)
  }
}
