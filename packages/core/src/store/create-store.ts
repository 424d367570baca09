import type { RandomBytes } from '../clock/hybrid-clock.ts'
import type { WallClock } from '../clock/wall-clock.ts'
import { entitiesByName } from '../entity/entities-by-name.ts'
import type { Entity } from '../entity/entity.ts'
import {
  type DocumentAddress,
  DocumentNameError,
  documentName,
  isNamePart,
  parseDocumentName,
} from '../event/document-name.ts'
import type { DocketError } from '../event/errors.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import type { SummaryRow } from '../transport/messages.ts'
import { SwitchingConnection } from '../transport/switching-connection.ts'
import type { ConnectionState, Transport } from '../transport/transport.ts'
import { asDocketError } from './as-docket-error.ts'
import { Catalogue } from './catalogue.ts'
import { CheckpointRequests } from './checkpoint-requests.ts'
import { DeviceClock } from './device-clock.ts'
import type { DeviceSpace } from './disk-space.ts'
import { createEntityList } from './entity-list.ts'
import { Housekeeping } from './housekeeping.ts'
import { notifyAll } from './notify-all.ts'
import { OpenDocuments } from './open-documents.ts'
import { Quarantine } from './quarantine.ts'
import { QuarantineEntries, type QuarantineResolution } from './quarantine-entries.ts'
import { EntityUnknownError, StoreClosedError } from './record-errors.ts'
import { Rejections } from './rejections.ts'
import type { EntityDocument, Store, SyncStatus } from './store.ts'

/** Whose device a store is, what it knows, where it keeps it, and how it reaches others. */
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
  /** Where the random part of event ids comes from; `crypto` unless told. */
  readonly random?: RandomBytes
  /**
   * So many days after their last event settled documents leave this device, all of them or by the names of the entities;
   * without it, only when its disk is full.
   */
  readonly retentionDays?: number | Readonly<Record<string, number>> | undefined
  /** How much room the device has; `navigator.storage` unless told. */
  readonly space?: DeviceSpace
}

/**
 * Makes the store of a device. It opens no document, and reaches for the server at once.
 *
 * @throws DocumentNameError, DocketError `entity_duplicate`; later `open` throws EntityUnknownError, StoreClosedError
 */
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
  let quarantineError: DocketError | undefined
  let closed = false
  let closing: Promise<void> | undefined
  let status: SyncStatus | undefined
  let housekeeping: Housekeeping | undefined
  const statusListeners = new Set<() => void>()
  const statusChanged = (): void => {
    housekeeping?.changed(connection === 'online', documents.storageError ?? storageError)
    const before = status
    status = undefined
    if (before === undefined || !isSameStatus(before, readStatus())) notifyAll(statusListeners)
    else status = before
  }

  const catalogue = new Catalogue(storage.openCatalogue(tenant), (error) => {
    storageError = error === undefined ? undefined : asDocketError(error)
    statusChanged()
  })
  const quarantine = new Quarantine(storage.openQuarantine(tenant), (error) => {
    quarantineError = error === undefined ? undefined : asDocketError(error)
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

  const checkpoints = new CheckpointRequests((name) => transport.askForCheckpoint(name))
  const transport = new SwitchingConnection({
    tenant,
    onConnection(state, error) {
      connection = state
      checkpoints.connected(state)
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
    onSummaries: (rows, cursor) => void ready.then(() => takeSummaries(rows, cursor)),
    summariesAfter: () => catalogue.facts.cursor,
    ready,
    onCheckpoint: (name, checkpoint) => checkpoints.answered(name, checkpoint),
    onNews: (name) => openBriefly(parseDocumentName(name)),
  })

  const { random } = options
  const author = { user: typeof user === 'function' ? user : () => user, device, clock, ...(random && { random }) }
  const documents = new OpenDocuments({
    author,
    storage,
    catalogue,
    quarantine,
    connection: transport,
    checkpoints,
    ready,
    onChange() {
      asideChanged()
      rejections.changed()
    },
  })

  const rejections = new Rejections(() =>
    [...catalogue.waiting.withRejected].flatMap(({ entity, id }) => {
      const definition = entities.get(entity)
      return closed || definition === undefined ? [] : documents.open(definition, { tenant, entity, id })
    }),
  )

  /** It stays open until it is settled, and lists show it. */
  function openBriefly(address: DocumentAddress | undefined): void {
    const definition = entities.get(address?.entity ?? '')
    if (!closed && address !== undefined && definition !== undefined) documents.open(definition, address).close()
  }
  const house = new Housekeeping({
    tenant,
    storage,
    entities,
    catalogue,
    quarantine,
    documents,
    clock,
    checkpoints,
    retentionDays: options.retentionDays,
    space: options.space,
  })
  housekeeping = house

  const aside = new QuarantineEntries(
    quarantine,
    (entity, id, event) => documents.peek(documentName({ tenant, entity, id }))?.has(event) ?? false,
  )
  const asideListeners = new Set<() => void>()
  let asideBefore = aside.read()
  const asideChanged = (): void => {
    const before = asideBefore
    asideBefore = aside.read()
    if (asideBefore !== before) notifyAll(asideListeners)
    statusChanged()
  }
  quarantine.subscribe(asideChanged)

  // Beside the catalogue, not after it. A failure shows at every document, which cannot be read without it.
  const asideRead = quarantine.ready().catch(() => undefined)

  /** What was recorded offline, in an earlier session or without a transport, goes out although nobody opens it. */
  function sendLeftovers(): void {
    // What is kept aside may have come to the server nevertheless.
    const kept = [...quarantine.rows].filter(({ events }) => events.length > 0)
    for (const { entity, id } of [...catalogue.waiting.withUncommitted, ...kept]) openBriefly({ tenant, entity, id })
  }

  const started = ready.then(async () => {
    await asideRead
    sendLeftovers()
    statusChanged()
    rejections.changed()
    if (!closed) house.start()
  })

  function takeSummaries(rows: readonly SummaryRow[], cursor: number): void {
    if (closed) return
    catalogue.takeSummaries(rows, cursor)
    for (const { entity, id, checkpoint } of rows) {
      if (checkpoint !== undefined) documents.peek(documentName({ tenant, entity, id }))?.checkpointMade(checkpoint)
    }
  }

  function readStatus(): SyncStatus {
    const error = connectionError ?? storageError ?? quarantineError ?? documents.storageError
    const { uncommitted, rejected, oldestUncommittedAt } = catalogue.waiting
    const { unlisted } = documents
    const oldestAt = Math.min(oldestUncommittedAt ?? Infinity, ...unlisted.map(({ at }) => at))
    const { hasLedger } = transport
    status ??= {
      connection,
      ledger: hasLedger,
      committingDelayed,
      unsaved: documents.unsaved,
      uncommitted: hasLedger ? uncommitted + unlisted.length : 0,
      ...(hasLedger && oldestAt < Infinity && { oldestUncommittedAt: oldestAt }),
      rejected,
      quarantined: aside.changes,
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
    checkpoints.close()
    await ready
    await Promise.all([house.close(), documents.close()])
    transport.close()
    await Promise.all([catalogue.close(), quarantine.close()])
  }

  async function settleQuarantined(
    { entity, id }: { readonly entity: string; readonly id: string },
    resolution: QuarantineResolution,
  ): Promise<void> {
    if (closed) throw new StoreClosedError()
    if (resolution.action === 'dismissed') {
      const entry = aside.read().find((one) => one.entity === entity && one.id === id)
      const ids = new Set(entry?.events.map(({ event }) => event.id))
      const { reason } = resolution
      return quarantine.dismiss(entity, id, ids, { reason, by: author.user(), at: clock.now() })
    }
    const document = documents.open(checked({ name: entity }), { tenant, entity, id })
    try {
      await document.loaded
      await document.recordAgain()
    } finally {
      document.close()
    }
  }

  const store: Store = {
    tenant,
    device,
    entities: [...entities.values()],
    get skewMs() {
      return clock.skewMs
    },
    open: (entity, id) => asTyped(documents.open(checked(entity), { tenant, entity: entity.name, id })),
    peek: (entity, id) => {
      const open = documents.peek(documentName({ tenant, entity: checked(entity).name, id }))
      return open === undefined ? undefined : asTyped(open)
    },
    list: (entity, query = {}) => createEntityList(catalogue, checked(entity).name, query),
    follow: (entity, { where }) => house.follow(checked(entity), where as (summary: unknown) => boolean),
    disk: house.disk,
    quarantine: {
      entries: () => aside.read(),
      subscribe(listener) {
        asideListeners.add(listener)
        return () => asideListeners.delete(listener)
      },
      resolve: settleQuarantined,
    },
    rejections: {
      entries: () => rejections.entries(),
      subscribe: (listener) => rejections.subscribe(listener),
      async resolve({ entity, id, event }, resolution) {
        const document = documents.open(checked({ name: entity }), { tenant, entity, id })
        try {
          await document.loaded
          return document.settleRejection(event.id, resolution)
        } finally {
          document.close()
        }
      },
    },
    status: readStatus,
    subscribeStatus(listener) {
      statusListeners.add(listener)
      return () => statusListeners.delete(listener)
    },
    ready: started,
    useTransport(next) {
      if (closed) throw new StoreClosedError()
      const hadLedger = transport.hasLedger
      transport.use(next)
      if (transport.hasLedger !== hadLedger) documents.ledgerChanged()
      statusChanged()
      void started.then(sendLeftovers)
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }
  if (options.transport !== undefined) transport.use(options.transport)
  return store
}

/** The one place where a definition found by name gets back the types of the entity that it was asked for with. */
function asTyped<Document extends EntityDocument<never, never>>(document: unknown): Document {
  return document as Document
}

function isSameStatus(a: SyncStatus, b: SyncStatus): boolean {
  return (
    a.connection === b.connection &&
    a.committingDelayed === b.committingDelayed &&
    a.unsaved === b.unsaved &&
    a.uncommitted === b.uncommitted &&
    a.oldestUncommittedAt === b.oldestUncommittedAt &&
    a.rejected === b.rejected &&
    a.quarantined === b.quarantined &&
    a.error === b.error
  )
}
