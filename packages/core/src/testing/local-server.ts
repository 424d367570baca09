import { systemClock, type WallClock } from '../clock/wall-clock.ts'
import type { Entity } from '../entity/entity.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { SummaryRow } from '../transport/messages.ts'
import { type Committed, LocalDocument, type LocalRules } from './local-document.ts'
import { type LocalConnection, type LocalHub, type LocalTransport, localTransport } from './local-transport.ts'

/** What a local server knows and refuses. */
export interface LocalServerOptions extends LocalRules {
  /** What the server knows: it rejects payloads that their schemas do not take, and makes summaries. */
  readonly entities?: readonly Entity[]
  /** The server's clock. */
  readonly clock?: WallClock
}

/** A server in this process, with the manners of the real one: nothing is sent or reported before it is committed. */
export interface LocalServer {
  /** A way to this server; each device has its own. `clock` is the device's. */
  transport(options?: { readonly clock?: WallClock }): LocalTransport
  /** From now on updates arrive and wait: nothing is committed, and whoever is connected is told so. */
  holdCommits(): void
  releaseCommits(): void
  /** The committed events of a document, in the order in which they were committed. */
  eventsOf(name: string): readonly EventRecord[]
}

/** For tests of applications and transports; keeps everything in memory. */
export function localServer(options: LocalServerOptions = {}): LocalServer {
  const clock = options.clock ?? systemClock
  const entities = new Map((options.entities ?? []).map((entity) => [entity.name, entity]))
  const documents = new Map<string, LocalDocument>()
  const connections = new Set<LocalConnection>()
  const rows = new Map<string, SummaryRow>()
  const waiting: (() => void)[] = []
  let held = false
  let seq = 0

  const hub: LocalHub = {
    clock,
    document(name) {
      const known = documents.get(name)
      if (known !== undefined) return known
      const created = new LocalDocument(name, entities.get(name.split('/')[1] ?? ''), clock, options)
      documents.set(name, created)
      return created
    },
    submit(name, update, onRefused) {
      waiting.push(() => {
        const document = hub.document(name)
        const breach = document.breachOf(update)
        if (breach === undefined) publish(name, document.commit(update))
        else onRefused(breach)
      })
      commitAll()
    },
    summariesAfter: (tenant, after) =>
      [...rows].filter(([name, row]) => name.startsWith(`${tenant}/`) && row.seq > after).map(([, row]) => row),
    cursor: () => seq,
    isDelayed: () => held,
    join: (connection) => connections.add(connection),
  }

  function setHeld(now: boolean): void {
    if (held === now) return
    held = now
    for (const connection of connections) connection.tellDelayed(held)
  }

  function commitAll(): void {
    while (!held) {
      const commit = waiting.shift()
      if (commit === undefined) return
      commit()
    }
  }

  function publish(name: string, committed: Committed | undefined): void {
    if (committed === undefined) return
    seq += committed.events
    const [tenant = '', entity = '', id = ''] = name.split('/')
    const row: SummaryRow | undefined =
      committed.summary === undefined
        ? undefined
        : { entity, id, summary: committed.summary, seq, ...checkpointed(hub.document(name)) }
    if (row !== undefined) rows.set(name, row)
    for (const connection of connections) connection.tell(tenant, name, committed, row === undefined ? [] : [row], seq)
  }

  return {
    transport: ({ clock: deviceClock = systemClock } = {}) => localTransport(hub, deviceClock),
    holdCommits: () => setHeld(true),
    releaseCommits() {
      setHeld(false)
      commitAll()
    },
    eventsOf: (name) => documents.get(name)?.events ?? [],
  }
}

function checkpointed({ checkpoint }: LocalDocument): { readonly checkpoint?: number } {
  return checkpoint === undefined ? {} : { checkpoint: checkpoint.events }
}
