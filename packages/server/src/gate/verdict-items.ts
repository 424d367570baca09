import { VERDICTS } from '@docket/core'
import type { AppendedItem } from './appended.ts'
import { type Breach, breach } from './judgement.ts'
import type { KnownStructure } from './known-structure.ts'

export const NO_CLIENTS: ReadonlySet<number> = new Set()

/**
 * The clients of Yjs whose items in an update are appended to `verdicts`. An item says so itself, or stands beside one
 * that does; a server writes verdicts as a client that writes nothing else.
 */
export function verdictClientsIn(items: readonly AppendedItem[], known: KnownStructure): ReadonlySet<number> {
  const clients = new Set<number>()
  const isVerdict = (client: number): boolean => clients.has(client) || known.isVerdictClient(client)
  for (let before = -1; before < clients.size; ) {
    before = clients.size
    for (const { client, clock, length, root, origins } of items) {
      const isFresh = clock + length > known.clockOf(client)
      if (isFresh && (root === VERDICTS || isVerdict(client) || origins.some((origin) => isVerdict(origin.client)))) {
        clients.add(client)
      }
    }
  }
  return clients
}

/** Why an item of such a client is no verdict that another server appends. */
export function notAVerdict(
  { client, root, origins, values }: AppendedItem,
  judges: ReadonlySet<number>,
  known: KnownStructure,
): Breach | undefined {
  if (known.isServerClient(client)) return breach('client_forged', 'the server itself writes as this client of Yjs')
  const isVerdict = (writer: number): boolean => judges.has(writer) || known.isVerdictClient(writer)
  const isOfEvents = known.clockOf(client) > 0 && !known.isVerdictClient(client)
  if (isOfEvents || (root !== undefined && root !== VERDICTS) || !origins.every((origin) => isVerdict(origin.client))) {
    return breach('verdict_forged', 'who writes verdicts writes nothing else')
  }
  return values === undefined ? breach('content_unknown', 'only plain JSON verdict records are appended') : undefined
}
