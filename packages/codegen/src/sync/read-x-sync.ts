import { isNamePart, NOTIFICATION_KINDS, RESERVED_ENTITY } from '@docket/core'
import { child, isObject, members, type Node } from '../description/place.ts'
import type { Findings } from '../description/problem.ts'
import { singular, snakeCase } from '../names/words.ts'
import { followed } from '../operations/followed.ts'
import type { Operation } from '../operations/operation.ts'
import { isPlaceholder } from '../operations/operation-name.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { ApiModel, EntityModel, StateModel, SyncModel } from './entity-model.ts'
import { readEvents } from './read-events.ts'
import { readState } from './read-state.ts'
import { readSummary } from './read-summary.ts'
import type { SyncedPath } from './synced-path.ts'

/** The words of `x-sync`. */
const WORDS = ['mode', 'entity', 'schema', 'status', 'events', 'summary', 'notification', 'retention_days']

/** What `x-sync` says of every path that has one. */
export function readXSync(schemas: Schemas, operations: readonly Operation[]): SyncModel {
  const paths = syncedPaths(schemas)
  const entities: EntityModel[] = []
  const apis: ApiModel[] = []
  for (const synced of paths) {
    const { sync, path } = synced
    if (!isObject(sync.value)) {
      schemas.findings.problem(
        'x_sync_invalid',
        sync.place,
        'write x-sync: { mode: events, events: [created] }, or { mode: api }',
      )
      continue
    }
    checkWords(sync, schemas.findings)
    if (sync.value.mode === 'api')
      apis.push({ plural: pluralOf(path), path, operations: operationsUnder(path, paths, operations) })
    else if (sync.value.mode === 'events') entities.push(...readEntity(synced, schemas))
    else badWord(sync, 'mode', `is ${stated(sync.value.mode)}; write events or api`, schemas.findings)
  }
  refuseTwice(entities, paths, schemas.findings)
  return { entities, apis }
}

function syncedPaths(schemas: Schemas): readonly SyncedPath[] {
  const all = members(child(schemas.description.root, 'paths')).flatMap(([path, node]) => {
    const item = followed(node, schemas)
    return item === undefined ? [] : [{ path, item, sync: child(node, 'x-sync') ?? child(item, 'x-sync') }]
  })
  return all.flatMap(({ path, item, sync }) => {
    if (sync === undefined) return []
    const one = all.find((other) => new RegExp(`^${escaped(withoutSlash(path))}/\\{[^/]+\\}/?$`).test(other.path))
    return [{ path, sync, collection: item, item: one?.item }]
  })
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function checkWords(sync: Node, findings: Findings): void {
  for (const [word, { place }] of members(sync)) {
    if (!WORDS.includes(word)) {
      findings.problem('x_sync_invalid', place, `x-sync has no "${word}"; it has ${WORDS.join(', ')}`)
    }
  }
}

function readEntity(synced: SyncedPath, schemas: Schemas): readonly EntityModel[] {
  const { findings } = schemas
  const { sync, path } = synced
  const { entity, notification = 'websocket', retention_days: days } = isObject(sync.value) ? sync.value : {}
  const name = entity ?? singular(pluralOf(path))
  if (
    typeof name !== 'string' ||
    !/^[A-Za-z][A-Za-z0-9_]*$/.test(name) ||
    !isNamePart(name) ||
    name === RESERVED_ENTITY
  ) {
    const place = (child(sync, 'entity') ?? sync).place
    findings.problem(
      'name_invalid',
      place,
      `${stated(name)} is no name of an entity: write entity: with letters, digits and "_", a letter first`,
    )
    return []
  }
  const known = NOTIFICATION_KINDS.find((one) => one === notification)
  if (known === undefined)
    badWord(sync, 'notification', `is ${stated(notification)}; write ${NOTIFICATION_KINDS.join(', ')}`, findings)
  if (days !== undefined && !isDays(days))
    badWord(sync, 'retention_days', `is ${stated(days)}; write days, a whole number from 1`, findings)
  const state = readState(synced, schemas)
  if (state === undefined) return []
  const events = readEvents(synced, state, schemas)
  const summary = readSummary(synced, state, schemas)
  const { description } = isObject(synced.collection.value) ? synced.collection.value : {}
  return [
    {
      name,
      plural: pluralOf(path),
      path,
      state: {
        ...state,
        withArchived: events.some(({ evolve }) => evolve.kind === 'archive') && !hasMember(state, 'archived'),
      },
      events,
      summary,
      notification: known ?? 'websocket',
      ...(isDays(days) && { retentionDays: days }),
      ...(typeof description === 'string' && { doc: description }),
    },
  ]
}

function hasMember({ object }: Pick<StateModel, 'object'>, name: string): boolean {
  return object.members.some((member) => member.name === name)
}

function isDays(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}

function badWord(sync: Node, word: string, message: string, findings: Findings): void {
  findings.problem('x_sync_invalid', (child(sync, word) ?? sync).place, `${word} ${message}`)
}

function stated(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}

/** The last part of a path that is no placeholder, in snake case: `order_items`. */
export function pluralOf(path: string): string {
  const segment = path
    .split('/')
    .filter((part) => part !== '' && !isPlaceholder(part))
    .at(-1)
  return snakeCase(segment ?? '')
}

/** What is called under a path, and not under a longer one that has an `x-sync` of its own. */
function operationsUnder(
  path: string,
  paths: readonly SyncedPath[],
  operations: readonly Operation[],
): readonly Operation[] {
  const owner = (of: string): string | undefined =>
    paths
      .map((synced) => withoutSlash(synced.path))
      .filter((one) => of === one || of.startsWith(`${one}/`))
      .sort((a, b) => b.length - a.length)[0]
  return operations.filter((operation) => owner(operation.path) === withoutSlash(path))
}

function refuseTwice(entities: readonly EntityModel[], paths: readonly SyncedPath[], findings: Findings): void {
  const first = new Map<string, string>()
  for (const { name, path } of entities) {
    const before = first.get(name)
    const sync = paths.find((synced) => synced.path === path)?.sync
    if (before === undefined || sync === undefined) first.set(name, path)
    else
      findings.problem(
        'name_taken',
        sync.place,
        `${before} is the entity "${name}" already; write entity: with another name`,
      )
  }
}
