import type { WallClock } from '../clock/wall-clock.ts'
import type { Entity } from '../entity/entity.ts'
import { DocumentNameError, documentName, isNamePart } from '../event/document-name.ts'
import { DocketError } from '../event/errors.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import type { ConnectionState, Transport, TransportConnection } from '../transport/transport.ts'
import { asDocketError } from './as-docket-error.ts'
import { Catalogue } from './catalogue.ts'
import { DeviceClock } from './device-clock.ts'
import { createEntityList } from './entity-list.ts'
import { notifyAll } from './notify-all.ts'
import { OpenDocuments } from './open-documents.ts'
import { EntityUnknownError, StoreClosedError } from './record-errors.ts'
import type { EntityDocument, Store, SyncStatus } from './store.ts'

export interface StoreOptions {
  readonly tenant: string
  /** Who uses the device now; a function where users change. */
  readonly user: string | null | (() => string | null)
  readonly device: string
  readonly entities: readonly Entity[]
  /** Where the device keeps things; in memory unless told. */
  readonly storage?: Storage
  /** How to reach a server; without one, everything stays on the device. */
  readonly transport?: Transport
  readonly clock?: WallClock
}

/** @throws DocumentNameError, EntityUnknownError, StoreClosedError */
export function createStore(options: StoreOptions): Store {
  const { tenant, device, user } = options
  if (!isNamePart(tenant)) throw new DocumentNameError('tenant', String(tenant))
  if (typeof device !== 'string' || device === '' || device.length > 256)
    throw new DocumentNameError('device', String(device))
  const entities = entitiesByName(options.entities)
  const clock = new DeviceClock(options.clock)
  const storage = options.storage ?? memoryStorage()

  let connection: ConnectionState = 'offline'
  let committingDelayed = false
  let connectionError: DocketError | undefined
  let storageError: DocketError | undefined
  let closed = false
  let closing: Promise<void> | undefined
  let status: SyncStatus | undefined
  const statusListeners = new Set<() => void>()
  const statusChanged = (): void => {
    const before = status
    status = undefined
    if (before === undefined || !isSameStatus(before, readStatus())) notifyAll(statusListeners)
    else status = before
  }

  const catalogue = new Catalogue(storage.openCatalogue(tenant), (error) => {
    storageError = error === undefined ? undefined : asDocketError(error)
    statusChanged()
  })
  const ready = catalogue.load().then(
    (rows) => {
      clock.restore(catalogue.facts.skewMs)
      return rows
    },
    (error: unknown) => {
      storageError = asDocketError(error)
      return []
    },
  )

  const transport: TransportConnection | undefined = options.transport?.connect({
    tenant,
    onConnection(state, error) {
      connection = state
      connectionError = error
      committingDelayed = false
      statusChanged()
    },
    onDelayed(delayed) {
      committingDelayed = delayed
      statusChanged()
    },
    onServerTime(sample) {
      clock.learn(sample)
      if (clock.skewMs !== undefined) catalogue.learn({ skewMs: clock.skewMs })
    },
    // Not before the device's own rows are read: they know what is uncommitted.
    onSummaries: (rows, cursor) => void ready.then(() => closed || catalogue.takeSummaries(rows, cursor)),
    summariesAfter: () => catalogue.facts.cursor,
  })

  const documents = new OpenDocuments({
    author: { user: typeof user === 'function' ? user : () => user, device, clock },
    storage,
    catalogue,
    connection: transport,
    onChange: statusChanged,
  })

  /** What was recorded offline in an earlier session goes out although nobody opens it. */
  const sendLeftovers = ready.then((rows) => {
    for (const { entity, id, uncommitted } of rows) {
      const definition = entities.get(entity)
      if (closed || uncommitted === 0 || definition === undefined) continue
      documents.open(definition, { tenant, entity, id }).close()
    }
    statusChanged()
  })

  function readStatus(): SyncStatus {
    const error = connectionError ?? storageError ?? documents.storageError
    status ??= {
      connection,
      committingDelayed,
      unsaved: documents.unsaved,
      uncommitted: catalogue.uncommitted,
      rejected: catalogue.rejected,
      ...(error !== undefined && { error }),
    }
    return status
  }

  function checked(entity: { readonly name: string }): Entity {
    if (closed) throw new StoreClosedError()
    const definition = entities.get(entity.name)
    if (definition === undefined) throw new EntityUnknownError(entity.name, [...entities.keys()])
    return definition
  }

  async function closeAll(): Promise<void> {
    closed = true
    await ready
    await documents.close()
    transport?.close()
    await catalogue.close()
  }

  const store: Store = {
    tenant,
    device,
    open: (entity, id) => asTyped(documents.open(checked(entity), { tenant, entity: entity.name, id })),
    peek: (entity, id) => {
      const open = documents.peek(documentName({ tenant, entity: checked(entity).name, id }))
      return open === undefined ? undefined : asTyped(open)
    },
    list: (entity, query = {}) => createEntityList(catalogue, checked(entity).name, query),
    status: readStatus,
    subscribeStatus(listener) {
      statusListeners.add(listener)
      return () => statusListeners.delete(listener)
    },
    ready: sendLeftovers,
    close() {
      closing ??= closeAll()
      return closing
    },
  }
  return store
}

/** The one place where a definition found by name gets back the types of the entity that it was asked for with. */
function asTyped<Document extends EntityDocument<never, never>>(document: unknown): Document {
  return document as Document
}

function entitiesByName(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  const byName = new Map<string, Entity>()
  for (const entity of entities) {
    if (byName.has(entity.name)) {
      throw new DocketError('entity_duplicate', `Two entities are named "${entity.name}"; rename one of them`)
    }
    byName.set(entity.name, entity)
  }
  return byName
}

function isSameStatus(a: SyncStatus, b: SyncStatus): boolean {
  return (
    a.connection === b.connection &&
    a.committingDelayed === b.committingDelayed &&
    a.unsaved === b.unsaved &&
    a.uncommitted === b.uncommitted &&
    a.rejected === b.rejected &&
    a.error === b.error
  )
}
