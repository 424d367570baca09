import { documentName } from '@docket/core'
import type { TenantEvents } from './finding.ts'
import type { RefusedEvent } from './refused-events.ts'

const MAX_REASONS = 5

/** What was refused of one type of event. */
export class Refusals {
  readonly #counts = new Map<string, TenantEvents>()
  readonly #reasons = new Map<string, { events: number; example: string }>()

  add({ tenant, event, reason }: RefusedEvent): void {
    const version = event.event.v
    const key = `${tenant} ${version}`
    this.#counts.set(key, { tenant, version, events: (this.#counts.get(key)?.events ?? 0) + 1 })
    const known = this.#reasons.get(reason)
    if (known !== undefined) known.events++
    else if (this.#reasons.size < MAX_REASONS)
      this.#reasons.set(reason, { events: 1, example: exampleOf(tenant, event) })
  }

  get byTenant(): readonly TenantEvents[] {
    return [...this.#counts.values()]
  }

  /** Why, how often, and one of them. */
  get reasons(): readonly string[] {
    return [...this.#reasons].map(([reason, { events, example }]) => `${events} times: ${reason} (${example})`)
  }
}

function exampleOf(tenant: string, { entityType, entityId, event }: RefusedEvent['event']): string {
  return `event ${event.id} of ${documentName({ tenant, entity: entityType, id: entityId })}`
}
