import type { EventLog } from '../entity/event-log.ts'
import { foldVersionOf, type LogBase, type RejectedRecord } from '../entity/log-base.ts'
import { unresolvedOf } from '../entity/unresolved.ts'
import { isPlainObject, type JsonValue, notJsonBecause } from '../event/json.ts'
import { RESOLVED } from '../event/resolution.ts'
import type { ClockPairs } from './clocks.ts'
import type { EVENTS, VERDICTS } from './layout.ts'

/** So many of a Yjs client's clocks, from where its run before ends (or 0), that are items of one root. */
export type CoveredRun = readonly [client: number, length: number, root: typeof EVENTS | typeof VERDICTS]

/** A document as it was once, made by the server: its state, and which items led there. Plain JSON. */
export interface Checkpoint extends LogBase {
  readonly state: JsonValue
  readonly covered: readonly CoveredRun[]
}

/** The state vector of what a checkpoint covers. */
export function coveredClocks({ covered }: Pick<Checkpoint, 'covered'>): ClockPairs {
  const clocks = new Map<number, number>()
  for (const [client, length] of covered) clocks.set(client, (clocks.get(client) ?? 0) + length)
  return [...clocks]
}

/** Does a checkpoint cover all of this? */
export function covers(checkpoint: Pick<Checkpoint, 'covered'>, clocks: ClockPairs): boolean {
  const own = new Map(coveredClocks(checkpoint))
  return clocks.every(([client, clock]) => (own.get(client) ?? 0) >= clock)
}

/**
 * The checkpoint of a whole document; undefined when it has none: no event, or a state that is not plain JSON.
 *
 * @param log all of its events
 * @param covered all of its items
 */
export function checkpointOf(log: EventLog, covered: readonly CoveredRun[]): Checkpoint | undefined {
  const { entity, newestId, state, notUnderstood } = log
  if (newestId === undefined || !isJson(state)) return undefined
  const foldVersion = foldVersionOf(entity)
  return { covered, state, foldVersion, newestId, events: log.events, notUnderstood, rejected: rejectedIn(log) }
}

/** Looks at a checkpoint that was sent: enough to know that it is one. */
export function isCheckpoint(value: unknown): value is Checkpoint {
  return (
    isPlainObject(value) &&
    Array.isArray(value.covered) &&
    Array.isArray(value.rejected) &&
    typeof value.newestId === 'string' &&
    typeof value.foldVersion === 'string' &&
    typeof value.events === 'number' &&
    typeof value.notUnderstood === 'number' &&
    'state' in value
  )
}

function rejectedIn(log: EventLog): readonly RejectedRecord[] {
  const resolutions = new Map(
    log.entries.flatMap(({ event: { id, type, ref } }) =>
      type === RESOLVED && ref !== undefined ? [[id, ref] as const] : [],
    ),
  )
  return unresolvedOf(log.verdicts, resolutions).flatMap((id) => {
    const event = log.get(id)?.event
    const verdict = log.verdictOf(id)
    return event === undefined || verdict === undefined ? [] : [{ event, verdict }]
  })
}

/** Would it come back from JSON as it is? */
function isJson(value: unknown): value is JsonValue {
  return notJsonBecause(value) === undefined
}
