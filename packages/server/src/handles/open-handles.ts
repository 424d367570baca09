import { type DocumentAddress, documentName, type Entity, RejectedError } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { DocumentDesk } from '../hocuspocus/document-desk.ts'
import { EntityNotServedError } from '../http/errors.ts'
import type { HandlePrincipal, OpenHandle } from './entity-handle.ts'
import { RecordRefusedError, TenantMissingError } from './errors.ts'
import { handleEvent } from './handle-event.ts'

export interface HandlesOptions {
  readonly desk: Pick<DocumentDesk, 'recordMade' | 'read'>
  /** By name. */
  readonly entities: ReadonlyMap<string, Entity>
  /** Whose documents are meant where nobody says. */
  readonly tenant: string | undefined
  readonly now: () => number
}

const SERVER: HandlePrincipal = { subject: 'server', roles: ['server', 'device'] }

/** Handles of documents for the application that runs the server. */
export function openHandles({ desk, entities, tenant: defaultTenant, now }: HandlesOptions): OpenHandle {
  return ({ name: entity }, id, { tenant = defaultTenant } = {}) => {
    if (!entities.has(entity)) throw new EntityNotServedError(entity)
    if (tenant === undefined) throw new TenantMissingError(entity)
    const address: DocumentAddress = { tenant, entity, id }
    documentName(address)
    const principalOf = ({ subject, roles }: HandlePrincipal): Principal => ({
      subject,
      roles,
      tenant,
      expiresAtMs: Number.POSITIVE_INFINITY,
    })
    return {
      ...address,
      async record(type, payload, options = {}) {
        const principal = principalOf(options.as ?? SERVER)
        const nowMs = now()
        const { event, result } = await desk.recordMade(
          address,
          (log) => handleEvent(log, type, payload, options, nowMs),
          principal,
        )
        if (result.kind === 'refused') throw new RecordRefusedError(entity, type, result)
        if (result.kind === 'rejected')
          throw new RejectedError({ ref: event.id, code: result.code, reason: result.reason, at: nowMs })
        return { event, effect: result.effect }
      },
      // The entity of this name is the one that the caller has: its definition is what the server folds with.
      state: () => desk.read(address, principalOf(SERVER), (log) => log.state as never),
      history: ({ limit = Number.MAX_SAFE_INTEGER } = {}) =>
        desk.read(address, principalOf(SERVER), ({ entries }) =>
          entries.slice(Math.max(0, entries.length - limit)).map(({ event, effect }) => ({ event, effect })),
        ),
    }
  }
}
