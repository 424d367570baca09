import type { beforeHandleAwarenessPayload, Connection, Document } from '@hocuspocus/server'
import * as decoding from 'lib0/decoding'
import type { ConnectionLimits } from '../gate/limits.ts'

const MAX_DEPTH = 100

type Limits = Pick<ConnectionLimits, 'awarenessBytes' | 'awarenessClients' | 'awarenessStates'>

/** Is it an awareness message that Hocuspocus can read, and of a size that a provider sends? */
export function isAwarenessWithin(content: Uint8Array, { awarenessBytes }: Limits): boolean {
  if (content.byteLength > awarenessBytes) return false
  try {
    const decoder = decoding.createDecoder(decoding.readVarUint8Array(decoding.createDecoder(content)))
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      const state = decoding.readVarString(decoder)
      JSON.parse(state)
      // Whoever copies it goes down to its depths.
      if (depthOf(state) > MAX_DEPTH) return false
    }
    return true
  } catch {
    return false
  }
}

/** Brackets within texts count too: that makes the odd state deeper than it is. */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  for (const char of json) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth--
  }
  return deepest
}

/** Who is present in the documents: nobody speaks in the name of another, and nobody for many. */
export class AwarenessOwners {
  readonly #limits: Limits
  readonly #owners = new WeakMap<Document, Map<number, Connection>>()
  /** The Yjs clients for which a connection has spoken so far: each leaves a trace in the document's memory. */
  readonly #clients = new WeakMap<Connection, Set<number>>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Takes away what the connection may not say. */
  restrict({
    document,
    connection,
    states,
  }: Pick<beforeHandleAwarenessPayload, 'document' | 'connection' | 'states'>): void {
    if (connection === undefined) return
    // Hocuspocus reads each message into an Awareness that has a client of its own, which comes first: nobody is that.
    const [reader] = states.keys()
    if (reader !== undefined) states.delete(reader)
    for (const client of states.keys()) if (!this.#admits(document, connection, client)) states.delete(client)
  }

  #admits(document: Document, connection: Connection, client: number): boolean {
    const owners = this.#ownersIn(document)
    const owner = owners.get(client)
    if (owner === connection) return true
    // A device that connects again is itself, though its old connection may not be known to be gone.
    if (owner !== undefined && subjectOf(owner) !== subjectOf(connection)) return false
    const clients = this.#clientsOf(connection, owners)
    if (clients.size >= this.#limits.awarenessClients) return false
    if (owner === undefined && owners.size >= this.#limits.awarenessStates) return false
    clients.add(client)
    owners.set(client, connection)
    return true
  }

  #ownersIn(document: Document): Map<number, Connection> {
    const owners = this.#owners.get(document) ?? new Map<number, Connection>()
    this.#owners.set(document, owners)
    return owners
  }

  #clientsOf(connection: Connection, owners: Map<number, Connection>): Set<number> {
    const known = this.#clients.get(connection)
    if (known !== undefined) return known
    const clients = new Set<number>()
    this.#clients.set(connection, clients)
    connection.onClose(() => {
      for (const client of clients) if (owners.get(client) === connection) owners.delete(client)
    })
    return clients
  }
}

function subjectOf({ context }: Connection): unknown {
  return (context as { principal?: { subject?: unknown } }).principal?.subject
}
