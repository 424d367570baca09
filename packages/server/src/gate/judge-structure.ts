import { EVENTS, VERDICTS } from '@docket/core'
import type { Appended, AppendedItem } from './appended.ts'
import { type Breach, breach } from './judgement.ts'
import type { KnownStructure } from './known-structure.ts'
import { placeItems } from './place-items.ts'
import { NO_CLIENTS, notAVerdict, verdictClientsIn } from './verdict-items.ts'

export interface AppendedValues {
  readonly kind: 'appended'
  /** Appended to `events`. */
  readonly values: readonly unknown[]
  /** Appended to `verdicts`, and by which clients of Yjs. */
  readonly verdicts: readonly unknown[]
  readonly verdictClients: readonly number[]
  readonly clocks: readonly (readonly [client: number, clock: number])[]
}

/**
 * Is the update nothing but an append of values to `events`, and from a server to `verdicts`? Items that the document has
 * are passed over. (GAT2: the structural half.)
 *
 * @param mayJudge may the sender bring verdicts?
 */
export function judgeStructure(update: Appended, known: KnownStructure, mayJudge = false): AppendedValues | Breach {
  if (update.deletes) return breach('deletion', 'events are never deleted; record a compensating event')
  const judges = mayJudge ? verdictClientsIn(update.items, known) : NO_CLIENTS
  for (const item of update.items) {
    const wrong = isKnown(item, known)
      ? notOfDocument(item)
      : judges.has(item.client)
        ? notAVerdict(item, judges, known)
        : notAnAppend(item, known, judges)
    if (wrong !== undefined) return wrong
  }
  const clocks = placeItems(update.items, (client) => known.clockOf(client))
  if ('kind' in clocks) return clocks
  const fresh = update.items.filter((item) => !isKnown(item, known))
  const valuesOf = (items: readonly AppendedItem[]): unknown[] =>
    items.flatMap(({ client, clock, values = [] }) => values.slice(Math.max(known.clockOf(client) - clock, 0)))
  if (judges.size === 0) {
    return { kind: 'appended', values: valuesOf(fresh), verdicts: [], verdictClients: [], clocks: [...clocks] }
  }
  return {
    kind: 'appended',
    values: valuesOf(fresh.filter(({ client }) => !judges.has(client))),
    verdicts: valuesOf(fresh.filter(({ client }) => judges.has(client))),
    verdictClients: [...judges],
    clocks: [...clocks],
  }
}

function isKnown({ client, clock, length }: AppendedItem, known: KnownStructure): boolean {
  return clock + length <= known.clockOf(client)
}

function notAnAppend(item: AppendedItem, known: KnownStructure, judges: ReadonlySet<number>): Breach | undefined {
  const touchesVerdicts =
    item.root === VERDICTS ||
    known.isVerdictClient(item.client) ||
    item.origins.some(({ client }) => known.isVerdictClient(client) || judges.has(client))
  if (touchesVerdicts) return breach('verdict_forged', 'verdicts are the server’s alone')
  if (known.isServerClient(item.client))
    return breach('client_forged', 'the server itself writes as this client of Yjs')
  return (
    notOfDocument(item) ??
    (item.values === undefined ? breach('content_unknown', 'only plain JSON event records are appended') : undefined)
  )
}

/** Yjs makes every root that an update names, even where the document has the item already. */
function notOfDocument({ root }: AppendedItem): Breach | undefined {
  if (root === undefined || root === EVENTS || root === VERDICTS) return undefined
  return breach('root_unknown', `a document has no root "${root.slice(0, 64)}" that clients append to`)
}
