import { entityNames } from '../names/entity-names.ts'
import type { EntityModel } from '../sync/entity-model.ts'

/** Where the files of an entity are, relative to the folder of the generated files. */
export function entityPath(entity: EntityModel): string {
  return `entities/${entityNames(entity).file}.ts`
}

export function statePath(entity: EntityModel): string {
  return `entities/${entityNames(entity).file}-state.ts`
}

export function ownTypePath(entity: EntityModel): string {
  return `entities/${entityNames(entity).file}-own.ts`
}

export function eventPath(entity: EntityModel): string {
  return `events/${entityNames(entity).file}.ts`
}

export const CALL_API = 'client/call-api.ts'
export const API_PROVIDER = 'hooks/api-provider.tsx'
export const DOCKET_EVENTS = 'client/docket-events.ts'
export const NOTIFICATIONS = 'entities/notifications.ts'
