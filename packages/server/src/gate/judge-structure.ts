import { EVENTS, VERDICTS } from '@docket/core'
import type { Appended, AppendedItem, ItemId } from './appended.ts'
import { type Breach, breach } from './judgement.ts'

/** What the gate knows of a document's structure: no Y.Doc is needed to judge an append. */
export interface KnownStructure {
  /** How many clocks of a client the document has. */
  clockOf(client: number): number
  /** Does the server itself write verdicts as this client? */
  isVerdictClient(client: number): boolean
}

export interface AppendedValues {
  readonly kind: 'appended'
  readonly values: readonly unknown[]
  readonly clocks: readonly (readonly [client: number, clock: number])[]
}

/**
 * Is the update nothing but an append of values to `events`? Items that the document has are passed over.
 * (GAT2: the structural half.)
 */
export function judgeStructure(update: Appended, known: KnownStructure): AppendedValues | Breach {
  if (update.deletes) return breach('deletion', 'events are never deleted; record a compensating event')
  const clocks = new Map<number, number>()
  const clockOf = (client: number): number => clocks.get(client) ?? known.clockOf(client)
  const fresh = update.items.filter((item) => item.clock + item.length > known.clockOf(item.client))
  for (const item of fresh) {
    const expected = clockOf(item.client)
    if (item.clock > expected)
      return breach('update_gap', `the update lacks clocks ${expected} to ${item.clock - 1} of a client`)
    clocks.set(item.client, item.clock + item.length)
  }
  const values: unknown[] = []
  for (const item of fresh) {
    const wrong = notAnAppend(item, known, (id) => id.clock < clockOf(id.client))
    if (wrong !== undefined) return wrong
    values.push(...(item.values ?? []).slice(Math.max(known.clockOf(item.client) - item.clock, 0)))
  }
  return { kind: 'appended', values, clocks: [...clocks] }
}

function notAnAppend(item: AppendedItem, known: KnownStructure, isThere: (id: ItemId) => boolean): Breach | undefined {
  const touchesVerdicts =
    item.root === VERDICTS ||
    known.isVerdictClient(item.client) ||
    item.origins.some(({ client }) => known.isVerdictClient(client))
  if (touchesVerdicts) return breach('verdict_forged', 'verdicts are the server’s alone')
  if (item.root !== undefined && item.root !== EVENTS) {
    return breach('root_unknown', `a document has no root "${item.root.slice(0, 64)}" that clients append to`)
  }
  if (item.values === undefined) return breach('content_unknown', 'only plain JSON event records are appended')
  const origin = item.origins.find((id) => !isThere(id))
  return origin === undefined
    ? undefined
    : breach('update_gap', 'an item refers to one that the document does not have')
}
