import { DocketError } from '@docket/core'
import type { LedgerEvent } from '../ledger/event-row.ts'

/** One transaction of Postgres: what is written in it is there when the event counts as applied, or not at all. */
export interface ProjectionTransaction {
  /** Runs one statement, with `$1`, `$2` … for the values. Never `begin` or `commit`. */
  query<Row extends Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Row[] }>
}

/** A committed event as a projection gets it; a rejected one has its verdict as `rejection`. */
export interface ProjectedEvent extends LedgerEvent {
  readonly tenant: string
}

/** A read model of the application's own in Postgres, filled from the ledger. */
export interface Projection {
  /** What its positions are kept under: `[a-z0-9_-]`, at most 64. */
  readonly name: string
  /** Raise it when `setUp` or `apply` changes: the tables are made anew and filled again. 1 unless told. */
  readonly version?: number
  /** Which events it gets, by the ledger's names: `order.item_added`, or `order.*`. All of documents unless told. */
  readonly types?: readonly string[]
  /** The only tenant whose events it gets. */
  readonly tenant?: string
  /** What it begins with: everything (unless told), or what is committed after it was set up. */
  readonly from?: 'beginning' | 'now'
  /** Makes its tables, empty, whether they are there already or not: `drop table if exists …; create table …`. */
  setUp(tx: ProjectionTransaction): Promise<void>
  /**
   * Writes what follows from one event. Called for each event of a tenant in the order of their numbers; what it wrote is
   * kept exactly once. If it throws, nothing of the event is kept, the tenant stands still, and it is called again later.
   */
  apply(tx: ProjectionTransaction, event: ProjectedEvent): Promise<void>
}

/** One of Docket's own that takes many events at a time, because no event of its own can fail. */
export interface Feed extends Omit<Projection, 'apply'> {
  applyAll(tx: ProjectionTransaction, events: readonly ProjectedEvent[]): Promise<void>
}

export type AnyProjection = Projection | Feed

/** A projection cannot work as it is defined; code `projection_invalid`. */
export class ProjectionInvalidError extends DocketError {
  constructor(name: string, reason: string) {
    super('projection_invalid', `The projection "${name.slice(0, 80)}" ${reason}`)
  }
}

/**
 * Checks a projection.
 *
 * @throws ProjectionInvalidError
 */
export function defineProjection(projection: Projection): Projection {
  const { name, version = 1 } = projection
  if (!/^[a-z0-9_-]{1,64}$/.test(name)) throw new ProjectionInvalidError(name, 'must have a name of [a-z0-9_-]{1,64}')
  if (!Number.isInteger(version) || version < 1 || version > 2 ** 31 - 1)
    throw new ProjectionInvalidError(name, `has the version ${version}: take 1, 2, 3 …`)
  const wrong = projection.types?.find((type) => !isTypePattern(type))
  if (wrong !== undefined)
    throw new ProjectionInvalidError(name, `asks for "${wrong}": say "order.item_added", or "order.*"`)
  return projection
}

function isTypePattern(type: string): boolean {
  return /^[$\w-]+\.([$\w-]+|\*)$/.test(type)
}
